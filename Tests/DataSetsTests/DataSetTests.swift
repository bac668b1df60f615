import Host
import Storage
import TestSupport
import Testing

@testable import DataSets

/// Data sets as files.
@Suite struct DataSetTests {
  @Test("Every generated set writes a file with the samples and observations asked for", arguments: DataSet.all)
  func sizes(dataSet: DataSet) throws {
    guard dataSet.size != nil else { return }
    let scratch = Scratch()
    var request = DataSetRequest()
    (request.samples, request.observations) = (3, 5)
    try dataSet.write(request, to: scratch.file("data.h5"))
    let file = try SeriesFile.open(scratch.file("data.h5"), cacheBytes: 1 << 20)
    #expect(file.sampleCount == 3 && file.timeCount == 5 && file.seriesCount == 2)
  }

  @Test("A set that cannot fit is refused before it is made")
  func tooLarge() throws {
    let scratch = Scratch()
    var request = DataSetRequest()
    (request.samples, request.observations) = (1 << 31, 1 << 31)
    let error = #expect(throws: PathlineError.self) { try DataSet.spiral.write(request, to: scratch.file("data.h5")) }
    #expect(error?.kind == .job && error?.description.contains("--samples asks for") == true)
    #expect(scratch.names.isEmpty)
  }
}
