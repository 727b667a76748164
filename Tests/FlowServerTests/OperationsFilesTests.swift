import FlowRuntime
import Foundation
import TestSupport
import Testing

/// What `docs/operations` has for operators, against what the server tells.
struct OperationsFilesTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs/operations")

  private func text(of file: String) throws -> String {
    try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
  }

  @Test(arguments: ["alerts.yaml", "dashboard.json"])
  func `every metric that is named exists, with the labels that are asked of it`(
    file: String
  ) throws {
    let text = try text(of: file)
    var count = 0
    for match in text.matches(of: /((?:flowctl|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/) {
      let name = String(match.1)
      let metric = try #require(recorded(name), "\(name) of \(file) is not recorded")
      count += 1
      for label in String(match.2 ?? "").matches(of: /([a-z]+)\s*(?:=|!=|=~)/) {
        let known = metric.row.labels + ["job", "instance"]
        #expect(known.contains(String(label.1)), "\(name) has no label \(label.1)")
      }
    }
    #expect(count > 15)
  }

  /// Prometheus makes three series of a histogram.
  private func recorded(_ name: String) -> Metric? {
    if let metric = Metric(rawValue: name) { return metric }
    for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
      guard let metric = Metric(rawValue: String(name.dropLast(suffix.count))),
        case .histogram = metric.row.kind
      else { continue }
      return metric
    }
    return nil
  }

  @Test func `the page of metrics has each of them`() throws {
    let rows = Metric.allCases.map { metric in
      let labels = metric.row.labels.map { "`\($0)`" }.joined(separator: ", ")
      return "| `\(metric.rawValue)` | \(labels) | \(metric.row.help) |"
    }
    let table = rows.joined(separator: "\n") + "\n"
    let page = try text(of: "metrics.md")
    #expect(
      page.hasSuffix("|---|---|---|\n" + table),
      "docs/operations/metrics.md is to end:\n\(table)"
    )
  }

  @Test func `each alert says what to do, and the page names it`() throws {
    let alerts = try text(of: "alerts.yaml").matches(of: /- alert: (\w+)/).map { String($0.1) }
    let page = try text(of: "README.md")
    #expect(alerts.count > 10 && Set(alerts).count == alerts.count)
    for alert in alerts { #expect(page.contains("`\(alert)`"), "\(alert)") }
    let answers = try text(of: "alerts.yaml").matches(of: #/\n +do: /#)
    #expect(answers.count == alerts.count)
  }
}
