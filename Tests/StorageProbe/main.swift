// The process the storage tests kill, starve of disk space and run without rights.
//
//   storage-probe forever PATH     publishes files of two kinds in turn until it is killed
//   storage-probe full DIRECTORY   fills a small file system and prints what the failures say and leave behind
//   storage-probe once PATH        publishes one file and prints the error, if any
//   storage-probe hash             prints the hash of an image that exercises every kind of object

import Glibc
import Storage

/// An image of one dataset of `count` numbers, all equal to `value`.
func image(of value: Double, count: Int) throws(StorageError) -> HDF5Image {
  let image = try HDF5Image()
  try image.addDimension("n", length: count)
  try image.addDataset("x", dimensions: ["n"], values: [Double](repeating: value, count: count))
  return image
}

func variedImage() throws(StorageError) -> HDF5Image {
  let image = try HDF5Image()
  try image.setAttribute("title", "one of everything")
  try image.addCoordinate("time", values: (0..<1000).map { Double($0) * 0.1 })
  try image.addGroup("g")
  try image.addDimension("g/k", length: 333)
  // Not a multiple of its chunk, so that the last chunk is padded.
  try image.addDataset("g/x", dimensions: ["time", "k"], values: (0..<333_000).map { Float($0) })
  try image.addText("g/text", String(repeating: "text ", count: 30_000))
  try image.setAttribute("names", .strings(["a", "", "c"]), of: "g/x")
  try image.addScalar("step", Int64(12))
  return image
}

func fill(_ directory: String) throws(StorageError) {
  let path = "\(directory)/state.h5"
  let log = try LineLog("\(directory)/log")
  try image(of: 1, count: 100_000).publish(to: path)
  for _ in 0..<3 {
    do throws(StorageError) {
      try image(of: 2, count: 400_000).publish(to: path)
      print("published")
    } catch { print(error.errno ?? 0, error) }
  }
  print(
    try Seal.verify(path: path),
    try HDF5File.open(path).dataset("x").read(Double.self) == Array(repeating: 1, count: 100_000))
  let line = String(repeating: "x", count: 10_000)
  var lines = 0
  var failure: StorageError?
  while failure == nil {
    do throws(StorageError) {
      try log.append(line)
      lines += 1
    } catch { failure = error }
  }
  let text = try FileSystem.readWhole("\(directory)/log")
  print(failure?.errno ?? 0, text.count == lines * (line.utf8.count + 1))
}

do {
  switch (CommandLine.arguments.dropFirst().first, CommandLine.arguments.last) {
  case ("forever", let path?):
    print("ready")
    fflush(nil)
    while true {
      try image(of: 1, count: 50_000).publish(to: path)
      try image(of: 2, count: 80_000).publish(to: path)
    }
  case ("full", let directory?): try fill(directory)
  case ("once", let path?): try image(of: 1, count: 10).publish(to: path)
  case ("hash", _): print(try variedImage().bytes().withUnsafeBytes { SHA256.hex(of: $0) })
  default: exit(2)
  }
} catch {
  print(error)
  exit(1)
}
