import CYAML
import Foundation

// Prints how long libyaml takes for the bare events of a file, in milliseconds: the best of seven
// scans, the file being in memory. What reading the same file as a flow takes is compared with it.

/// Scans a text to its end, to libyaml's first error, or for five seconds: brackets that are opened
/// and never closed take it hours.
func scanEvents(_ bytes: [UInt8]) {
  var parser = yaml_parser_t()
  yaml_parser_initialize(&parser)
  defer { yaml_parser_delete(&parser) }
  bytes.withUnsafeBufferPointer { buffer in
    yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
    var isOver = false
    let end = ContinuousClock.now + .seconds(5)
    while !isOver, ContinuousClock.now < end {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else { return }
      isOver = event.type == YAML_STREAM_END_EVENT
      yaml_event_delete(&event)
    }
  }
}

guard let path = CommandLine.arguments.dropFirst().first,
  let data = FileManager.default.contents(atPath: path)
else {
  print("usage: YAMLScan FILE")
  exit(2)
}
let bytes = Array(data)
let clock = ContinuousClock()
// One scan is enough where it is long.
var best = clock.measure { scanEvents(bytes) }
for _ in 0..<6 where best < .milliseconds(500) {
  best = min(best, clock.measure { scanEvents(bytes) })
}
print(String(format: "%.2f", best / .milliseconds(1)))
