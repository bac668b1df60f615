import Messaging
import Storage

/// A checkpoint file read on rank 0 and known to all ranks.
struct OpenedCheckpoint {
  /// The file.
  let file: CheckpointFile
  /// The job in it.
  let job: Job

  /// Reads and verifies a file; a collective call.
  init(_ path: String, _ communicator: Communicator) throws(TrainingError) {
    let read = try Agreement.onRankZero(communicator) { () throws(TrainingError) in
      try storing { () throws(StorageError) in try FileSystem.readWhole(path) }
    }
    let bytes = try messaging { () throws(MessagingError) in try communicator.broadcast(read ?? [], from: 0) }
    (file, job) = try Agreement.onEveryRank(communicator) { () throws(TrainingError) in
      let file = try CheckpointFile(bytes: bytes, path: path)
      do throws(JobError) {
        return (file, try Job.read(file.job.utf8, source: "\(path): /job"))
      } catch {
        throw TrainingError(.data, "\(error)")
      }
    }
  }
}
