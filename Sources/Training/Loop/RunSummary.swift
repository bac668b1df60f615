import Jobs
import Text

/// What a run tells at its end.
struct RunSummary {
  let setup: Job
  let steps: Int
  let ranks: Int
  let status: RunOutcome.Status
  let step: Int
  /// False for a run that was stopped before its first step.
  let hasWritten: Bool
  let digest: RunDigest
  let directory: RunDirectory
  let totals: PhaseTimes
  /// The most bytes rank 0's solver has held.
  let peakBytes: Int
  let seconds: Double

  /// The lines: how it ended, what was learned, where the time went, what was written, what to do next.
  var text: String {
    var lines = [ending]
    if let first = digest.first, let last = digest.last {
      lines.append(
        """
        loss \(NumberText.scientific(first.loss, 4)) (step \(first.step)) -> \(NumberText.scientific(last.loss, 4)) \
        (step \(last.step))
        """
      )
    }
    if let last = digest.evaluation { lines += [line(last)] }
    if let best = digest.best {
      lines.append("best \(best.split) loss \(NumberText.scientific(best.loss, 4)) after step \(best.step)")
    }
    lines.append("solves: " + work.joined(separator: ", "))
    lines.append("time on rank 0: " + shares.joined(separator: ", "))
    lines.append(
      hasWritten
        ? "wrote \(directory.path): \(written.joined(separator: ", "))" : "\(directory.path) is as it was before")
    lines.append("next: \(next)")
    return lines.joined(separator: "\n")
  }

  private var ending: String {
    let work = "\(step) of \(steps) steps, \(DurationText.short(seconds)) on \(ranks) rank\(ranks == 1 ? "" : "s")"
    return switch status {
    case .finished: "finished: \(work)"
    case .stoppedEarly:
      "stopped early: no progress in \(setup.earlyStop?.patience ?? 0) evaluations; \(work)"
    case .interrupted: "stopped by a signal: \(work)"
    case .checked: "checked: \(work)"
    }
  }

  private func line(_ record: EvaluationRecord) -> String {
    "\(record.split) (\(record.samples) sample\(record.samples == 1 ? "" : "s")): "
      + "loss \(NumberText.scientific(record.loss, 4)), MAE \(NumberText.scientific(record.meanAbsoluteError, 3)), "
      + "RMSE \(NumberText.scientific(record.rootMeanSquareError, 3)), explained variance "
      + (record.explainedVariance.isEmpty
        ? "unknown" : record.explainedVariance.map { NumberText.fixed($0, 4) }.joined(separator: " "))
  }

  /// What the solves of all steps cost, over all groups and ranks.
  private var work: [String] {
    let total = digest.total
    var parts = [
      "\(total.nfeForward) evaluations forward", "\(total.nfeBackward) evaluations and products backward",
      "\(total.accepted) steps accepted", "\(total.rejected) rejected", "\(total.replayed) replayed",
    ]
    if total.newtonIterations > 0 {
      parts.append("\(total.newtonIterations) Newton iterations")
      parts.append("\(total.linearSolves) linear solves")
    }
    parts.append("at most \(ByteCount(bytes: peakBytes).rounded) on rank 0")
    if total.dropped > 0 { parts.append("\(total.dropped) items left out unsolved") }
    return parts
  }

  private var shares: [String] {
    let all = Phase.allCases.map { totals.seconds($0) }.reduce(0, +)
    return Phase.allCases.map { phase in
      "\(phase.name) \(NumberText.fixed(all > 0 ? 100 * totals.seconds(phase) / all : 0, 1)) %"
    }
  }

  private var written: [String] {
    var files = ["checkpoints/" + RunDirectory.name(step)]
    if digest.best != nil { files.append("checkpoints/best.h5") }
    files += ["metrics.jsonl", "history.h5"]
    if status != .interrupted && setup.output.trajectories { files.append("trajectories.h5") }
    return files
  }

  private var next: String {
    if status == .interrupted { return "the same command with --resume continues the run" }
    return "pathline evaluate \(digest.best != nil ? directory.best : directory.checkpoint(step))"
  }
}
