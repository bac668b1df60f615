import Storage
import Text

extension FileInspection {
  /// The findings as text for people.
  public var lines: [String] {
    var lines = ["\(path): \(kindText), \(sealText)"]
    switch content {
    case .series(let series): lines += section("Data set", series.facts)
    case .checkpoint(let checkpoint):
      lines += section("Checkpoint", checkpoint.facts)
      lines += ["", "Layers"] + layerTable(checkpoint).lines(indentation: 2)
    case nil: break
    }
    lines += section(
      "Attributes",
      attributes.map { entry in
        (entry.object == "/" ? entry.attribute.name : "\(entry.object) \(entry.attribute.name)", text(entry.attribute))
      })
    lines += section("Dimensions", dimensions.map { ($0.name, "\($0.length)") })
    if !datasets.isEmpty {
      var table = TextTable(DatasetInspection.alignments, headings: DatasetInspection.headings)
      for dataset in datasets { table.add(dataset.cells) }
      lines += ["", "Datasets"] + table.lines(indentation: 2)
    }
    lines += section("Other names", otherObjects.map { ($0.path, text($0.kind)) })
    lines.append("")
    if problems.isEmpty {
      lines.append("All of the file was read\(seal == .intact ? ", and every byte is as it was written" : "").")
    } else {
      lines += ["Problems"] + problems.map { "  \($0)" }
    }
    return lines
  }

  private var kindText: String {
    switch kind {
    case "series": "data set of series"
    case "parameters": "best parameters of a run"
    case "history": "history of a run"
    case let kind?: kind
    case nil: content == nil ? "HDF5" : "data set of series, by another program"
    }
  }

  private var sealText: String {
    switch seal {
    case .intact: "seal intact"
    case .absent: "no seal (written or changed by another program)"
    case .broken: "seal broken"
    }
  }

  private func section(_ heading: String, _ entries: [(name: String, value: String)]) -> [String] {
    guard !entries.isEmpty else { return [] }
    var table = TextTable([.left, .left])
    for entry in entries { table.add([entry.name, entry.value]) }
    return ["", heading] + table.lines(indentation: 2)
  }

  private func layerTable(_ checkpoint: CheckpointInspection) -> TextTable {
    var table = TextTable([.left, .left, .right], headings: ["layer", "shape", "parameters"])
    for layer in checkpoint.layers {
      table.add([layer.name, layer.shape.map(String.init).joined(separator: "x"), "\(layer.count)"])
    }
    return table
  }

  private func text(_ attribute: StoredAttribute) -> String {
    let texts: [String] =
      switch attribute.value {
      case .string(let text): [JSON5Value.string(text).writeJSON()]
      case .strings(let texts): texts.map { JSON5Value.string($0).writeJSON() }
      case .integer(let number): ["\(number)"]
      case .integers(let numbers): numbers.map { "\($0)" }
      case .double(let number): [NumberText.shortest(number)]
      case .doubles(let numbers): numbers.map { NumberText.shortest($0) }
      case nil: ["(\(attribute.elementType.rawValue))"]
      }
    return texts.joined(separator: ", ")
  }

  private func text(_ kind: StoredObject.Kind) -> String {
    switch kind {
    case .alias(let other): "another name of \(other)"
    case .link: "a link by name; not followed"
    case .type: "a type"
    case .group, .dataset: ""
    }
  }
}
