internal import Diagnostics

extension SimulationReport {
  /// The report as one page with charts that needs nothing else, in light and in dark.
  package var html: String {
    let charts = [
      chart("How calls end", ends),
      chart(
        "Time until somebody takes the call",
        answerTimes,
        answers.map { figures($0, seconds) }
      ),
      chart("Steps of a call", stepCounts, steps.map { figures($0) { "\($0)" } }),
      chart("Calls in which a prompt is heard", prompts),
      chart("What is missing", problems),
    ]
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(xmlContent("\(calls) calls of \(flow)"))</title>
      <style>\(style)</style>
      </head>
      <body>
      <main>
      <h1>\(calls) calls of <em>\(xmlContent(flow))</em></h1>
      <p class="facts">Seed \(seed)\(faults)\(durations.map { " · length \(figures($0, seconds))" } ?? "")</p>
      \(charts.joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }

  private func figures(_ figures: Figures, _ shown: (Int) -> String) -> String {
    "median \(shown(figures.median)), nine in ten up to \(shown(figures.ninety)), "
      + "most \(shown(figures.most))"
  }

  /// Bars, a row each, with the number and its share; the table is the chart.
  private func chart(_ title: String, _ rows: [Row], _ note: String? = nil) -> String {
    guard !rows.isEmpty else { return "" }
    let most = max(1, rows.map(\.count).max() ?? 1)
    var html = "<section>\n<h2>\(xmlContent(title))</h2>\n"
    if let note { html += "<p class=\"facts\">\(xmlContent(note))</p>\n" }
    html += "<table>\n"
    for row in rows {
      let width = row.count * 1000 / most
      html += "<tr><th scope=\"row\">\(xmlContent(row.name))</th>"
      let bar = "<span style=\"width:\(width / 10).\(width % 10)%\"></span>"
      html += "<td class=\"bar\">\(row.count > 0 ? bar : "")</td>"
      html += "<td>\(row.count)</td><td>\(share(row)) %</td></tr>\n"
    }
    return html + "</table>\n</section>"
  }
}

private let style = """
  :root { color-scheme: light dark; --text: #1c2430; --faint: #5b6675; --line: #d7dde5;
    --ground: #ffffff; --bar: #2f6fb5; --track: #eef2f6; }
  @media (prefers-color-scheme: dark) { :root { --text: #e6ebf2; --faint: #9aa7b8;
    --line: #313b48; --ground: #12171e; --bar: #5aa2ec; --track: #1d2530; } }
  body { margin: 0; background: var(--ground); color: var(--text);
    font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 56rem; margin: 0 auto; padding: 2rem 1.25rem; }
  h1 { font-size: 1.6rem; margin: 0; }
  h1 em { font-style: normal; }
  h2 { font-size: 1.1rem; margin: 0 0 .25rem; }
  section { border-top: 1px solid var(--line); margin-top: 1.75rem; padding-top: 1.25rem; }
  .facts { color: var(--faint); margin: .25rem 0 .75rem; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th { text-align: left; font-weight: normal; padding: .2rem .9rem .2rem 0; width: 34%;
    overflow-wrap: anywhere; }
  td { text-align: right; padding: .2rem 0 .2rem .75rem; white-space: nowrap; }
  td.bar { width: 45%; padding-left: 0; }
  td.bar span { display: block; height: .9rem; min-width: 2px; border-radius: 3px;
    background: var(--bar); }
  """
