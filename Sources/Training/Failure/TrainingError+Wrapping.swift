import Messaging
import Storage

/// Runs storage and says its failures as training errors.
func storing<Result>(_ body: () throws(StorageError) -> Result) throws(TrainingError) -> Result {
  do {
    return try body()
  } catch {
    throw TrainingError(error)
  }
}

/// Runs messaging and says its failures as training errors.
func messaging<Result>(_ body: () throws(MessagingError) -> Result) throws(TrainingError) -> Result {
  do {
    return try body()
  } catch {
    throw TrainingError(error)
  }
}
