import Host
import Jobs
import Messaging
import Storage

/// A checkpoint file read on rank 0 and known to all ranks.
struct OpenedCheckpoint {
  /// The path of the file.
  let path: String
  /// The file.
  let file: CheckpointFile
  /// The job in it.
  let job: Job

  /// Reads and verifies a file, or the newest checkpoint of a run directory; a collective call.
  ///
  /// - Throws: A `.data` error where there is none or it is damaged; an `.io` error where it cannot be read.
  init(_ name: String, _ communicator: Communicator) throws(PathlineError) {
    let read = try Collective.onRankZero(communicator) { () throws(PathlineError) in
      let path = try Self.path(of: name)
      try CheckpointFile.refuseOtherKind(path)
      return (path, bytes: try storing { () throws(StorageError) in try FileSystem.readWhole(path) })
    }
    let (path, bytes) = try messaging { () throws(MessagingError) in
      let path = try communicator.broadcast(Array((read?.0 ?? "").utf8), from: 0)
      return (String(decoding: path, as: UTF8.self), try communicator.broadcast(read?.bytes ?? [], from: 0))
    }
    self.path = path
    (file, job) = try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      let file = try CheckpointFile(bytes: bytes, path: path)
      do throws(JobError) {
        return (file, try Job.read(file.job.utf8, source: "\(path): /job"))
      } catch {
        throw PathlineError(.data, "\(error)")
      }
    }
  }

  /// The name itself or, where it is that of a run directory, the path of its newest checkpoint.
  private static func path(of name: String) throws(PathlineError) -> String {
    guard RunFiles.isDirectory(name) else { return name }
    let directory = RunDirectory(path: name)
    guard let newest = try directory.checkpointSteps().last else {
      throw PathlineError(.data, "\(name): the directory holds no checkpoint; name a run directory or a checkpoint.")
    }
    return directory.checkpoint(newest)
  }
}
