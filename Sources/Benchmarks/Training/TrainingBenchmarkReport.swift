import Jobs
import Messaging
import Text
import Training

/// What a training benchmark measured, in the words of the peers' scripts, and how far its losses are from theirs.
public struct TrainingBenchmarkReport: Sendable {
  private let request: TrainingBenchmarkRequest
  private let job: Job
  private let peers: PeerFile
  private let ranks: Int
  private let load: Double?
  private var walls: [Double] = []
  private var uses: [Double] = []
  private var reductions: [Double] = []
  private var forward: [Double] = []
  private var backward: [Double] = []
  private(set) var losses: [Double] = []
  var peakBytes = 0

  init(
    _ request: TrainingBenchmarkRequest, job: Job, peers: PeerFile, communicator: Communicator, load: Double?
  ) {
    self.request = request
    self.job = job
    self.peers = peers
    self.load = load
    ranks = communicator.size
  }

  /// Takes note of a step.
  mutating func add(_ record: StepRecord, groups: Int, wall: Double, use: Double, reduce: Double) {
    losses.append(record.loss)
    walls.append(wall)
    uses.append(use)
    reductions.append(reduce)
    forward.append(Double(record.nfeForward) / Double(groups))
    backward.append(Double(record.nfeBackward) / Double(groups))
  }

  /// The comparisons with every peer that did the same work in the same number type.
  var agreements: [PeerAgreement] {
    peers.results.filter {
      $0.method == request.method.peerName && $0.gradient == request.peerGradient && $0.precision == request.precision
    }.map { PeerAgreement(losses, $0, allowed: allowedDifference) }
  }

  /// How far losses may be apart, relative to the peer's.
  ///
  /// Fixed steps leave rounding alone. Adaptive steps differ from program to program, and so do solutions within the
  /// tolerance of each step. Single precision is not judged: rounding grows from step to step.
  private var allowedDifference: Double? {
    guard request.precision == .float64 else { return nil }
    switch request.method {
    case .rk4ThreeEighths: return 1e-9
    case .dopri5: return 100 * peers.specification.relativeTolerance
    }
  }

  /// Whether the losses agree with those of all peers.
  public var agrees: Bool { agreements.allSatisfy(\.holds) }

  /// The peers whose losses are too far, in words; nil where all agree.
  public var disagreement: String? {
    let apart = agreements.filter { !$0.holds }
    guard !apart.isEmpty else { return nil }
    let words = apart.map {
      "\($0.library) by \(NumberText.scientific($0.worst, 2)) (allowed \(NumberText.scientific($0.allowed ?? 0, 2)))"
    }
    return "the losses differ from those of " + words.joined(separator: ", ")
  }

  /// The report as one line of JSON.
  public var json: String {
    let measured = request.warmup...
    let wall = SampleSummary(Array(walls[measured]))
    func median(_ values: [Double]) -> JSON5Value { .number(SampleSummary(Array(values[measured])).median) }
    return JSON5Value.object([
      ("workload", .string(peers.specification.workload)),
      ("variant", .string("\(request.method.rawValue)-\(request.gradient.rawValue)")), ("lib", .string("pathline")),
      ("dtype", .string(request.precision.rawValue)), ("gradient", .string(request.gradient.rawValue)),
      ("threads", .integer(1)), ("ranks", .integer(ranks)), ("batch", .integer(job.training.batch)),
      ("group", .integer(job.training.group)), ("memory", .integer(job.gradient.memory.bytes)),
      ("iters", .integer(request.iterations)), ("warmup", .integer(request.warmup)),
      ("step_median_s", .number(wall.median)), ("step_min_s", .number(wall.minimum)),
      ("step_p90_s", .number(wall.quantile(0.9))), ("cpu_median_s", median(uses)),
      ("reduce_median_s", median(reductions)), ("first_step_s", .number(walls[0])), ("nfe_fwd", median(forward)),
      ("nfe_bwd", median(backward)), ("rss_peak_mb", .number(Double(peakBytes) / 0x1p20)),
      ("loss_first", .number(losses[0])), ("loss_final", .number(losses[losses.count - 1])),
      ("load1_at_start", load.map { .number($0) } ?? .null),
      (
        "peers",
        .array(
          agreements.map {
            .object([
              ("lib", .string($0.library)), ("steps", .integer($0.steps)), ("loss_difference", .number($0.worst)),
              ("allowed", $0.allowed.map { .number($0) } ?? .null), ("agrees", .bool($0.holds)),
            ])
          })
      ),
    ]).writeJSON()
  }
}
