import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Every file the program writes opens elsewhere, with named dimensions and coordinates.
  @Suite struct OutputFiles {
    @Test("xarray, netCDF4, h5netcdf, ncdump and h5dump read every output")
    func readers() throws {
      let place = try Workplace()
      // With steps of its own a sample's bits do not depend on the group it is solved in.
      try place.train("ragged", ["training.optimizer={kind: \"adam\"}", "solver.stepping=sample"])
      try Pathline.succeed(["predict", "ragged", "--output", "ragged-same.h5"], in: place.path)
      try Pathline.succeed(["predict", "ragged", "--times", "0:12:25", "--output", "ragged-grid.h5"], in: place.path)
      try Pathline.succeed(
        ["data", "spiral", "--samples", "6", "--observations", "30", "--output", "spiral.h5"], in: place.path)
      try place.train("shared", ["data.file=spiral.h5", "training.steps=20", "training.optimizer={kind: \"sgd\"}"])
      try Pathline.succeed(["predict", "shared", "--output", "shared-same.h5"], in: place.path)
      let noted = ["model.events=[{component: 0, level: 2}]", "training.steps=20", "data.validation=0"]
      try place.train("eventful", noted)
      try Pathline.succeed(["predict", "eventful", "--times", "0:12:25", "--output", "eventful.h5"], in: place.path)
      try Python.run("outputs.py", ["."], in: place.path)
    }
  }
}
