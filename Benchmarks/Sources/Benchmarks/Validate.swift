import CYAML
import FlowLanguage
import Foundation

/// Compiles flows in memory, one thread, beside libyaml's bare event scan of the same bytes.
func validateFlows(count: Int) {
  let files = (0..<count).map {
    ProjectFile(path: "flow-\($0).yaml", bytes: Array(flow(number: $0).utf8))
  }
  let sources = ProjectSources(
    files: files,
    environment: nil,
    requiresValues: false,
    zones: NoZones()
  )
  let compile = best(of: 7) { _ = compileProject(sources) }
  let scan = best(of: 7) { for file in files { scanEvents(file.bytes) } }
  print("compile \(count) flows: \(milliseconds(compile)) ms, one thread")
  print("libyaml's event scan:  \(milliseconds(scan)) ms")
  print("ratio: \(String(format: "%.2f", compile / scan))")
}

/// No zones: the flows measured have no hours.
struct NoZones: ZoneRules {
  let names: [String] = []

  func zone(named name: String) -> ZoneTransitions? { nil }
}

/// The least that reading YAML can cost: libyaml's events, thrown away.
private func scanEvents(_ bytes: [UInt8]) {
  var parser = yaml_parser_t()
  yaml_parser_initialize(&parser)
  defer { yaml_parser_delete(&parser) }
  bytes.withUnsafeBufferPointer { buffer in
    yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
    var isOver = false
    while !isOver {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else { return }
      isOver = event.type == YAML_STREAM_END_EVENT
      yaml_event_delete(&event)
    }
  }
}
