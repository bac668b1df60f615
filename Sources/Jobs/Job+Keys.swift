extension Job: JobSection {
  static var template: Job {
    Job(data: .template, training: .template, output: .template)
  }

  static let keys: [JobKey<Job>] = [
    JobKey(
      "title", optional: \.title, .text,
      help: "A name for people, copied to the output files."),
    JobKey(
      "precision", \.precision, .name,
      help: "Number type of states and parameters; times and sums are always 64-bit."),
    JobKey(
      "seed", \.seed, .seed,
      help: "Key of every random number of the run: initial weights, split, order and windows."),
    JobKey("data", section: \.data, help: "Where the series come from and how they are cut."),
    JobKey("model", section: \.model, help: "What is fitted, and what a residual costs."),
    JobKey("field", section: \.field, help: "The network that is the vector field."),
    JobKey("solver", section: \.solver, help: "How initial value problems are solved."),
    JobKey("gradient", section: \.gradient, help: "How the loss is differentiated."),
    JobKey("training", section: \.training, help: "Length, batch and optimiser of the run."),
    JobKey(
      "evaluation", section: \.evaluation,
      help: "When the model is judged on whole series, solved from their first observation: those of the validation "
        + "split or, without one, of the training split."),
    JobKey(
      "earlyStop", optionalSection: \.earlyStop,
      help: "When a run without progress ends; without the section, never."),
    JobKey(
      "checkpoint", section: \.checkpoint,
      help: "When the state of the run is saved, besides after the last step and on a signal to stop."),
    JobKey("output", section: \.output, help: "Where results go."),
  ]
}
