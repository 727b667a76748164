package import Foundation

/// The folder of the package this file was compiled in.
package let packageRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// Whether expectations are rewritten instead of checked.
var isUpdating: Bool { isSet("UPDATE_FIXTURES") }

/// Whether this is a build server, where nothing is rewritten.
var isContinuousIntegration: Bool { isSet("CI") }

private func isSet(_ name: String) -> Bool {
  !(ProcessInfo.processInfo.environment[name] ?? "").isEmpty
}

/// Compares a text with a file of the package; returns what differs, or nil.
///
/// With `UPDATE_FIXTURES` in the environment the file is rewritten instead, which is refused where
/// `CI` is set. A missing file is a difference.
package func checkGolden(_ path: String, _ text: String) throws -> String? {
  let url = packageRoot.appendingPathComponent(path)
  if isUpdating {
    guard !isContinuousIntegration else { return "UPDATE_FIXTURES is refused where CI is set" }
    try text.write(to: url, atomically: true, encoding: .utf8)
    return nil
  }
  guard FileManager.default.fileExists(atPath: url.path) else {
    return "\(path) does not exist; UPDATE_FIXTURES=1 writes it"
  }
  let expected = try String(contentsOf: url, encoding: .utf8)
  return expected == text
    ? nil : "\(path) is not what was written:\n\(lineDifference(expected, text))"
}

/// The lines that differ, `-` before what is expected and `+` before what was found.
private func lineDifference(_ expected: String, _ found: String) -> String {
  let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let found = found.split(separator: "\n", omittingEmptySubsequences: false)
  let changes = found.difference(from: expected)
  let lines = changes.map { change in
    switch change {
    case .remove(let offset, let line, _): (offset, "- \(line)")
    case .insert(let offset, let line, _): (offset, "+ \(line)")
    }
  }
  return lines.sorted { $0.0 < $1.0 }.map { "\($0.0 + 1) \($0.1)" }.joined(separator: "\n")
}
