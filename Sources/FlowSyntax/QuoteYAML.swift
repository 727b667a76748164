/// A text of one line as a quoted YAML scalar; in double quotes unless it holds what they would
/// change.
package func quoteYAML(_ text: String) -> String {
  let needsSingle = text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
  guard needsSingle else { return "\"" + text + "\"" }
  let doubled = text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
  return "'" + doubled + "'"
}
