extension FlowPicture {
  /// The picture as SVG, readable on a light page and a dark one.
  package var svg: String { svg { _ in nil } }

  /// The picture as SVG; `mark` gives the class of a line, and of the arrow that begins at it, by the
  /// path of the step or the branch.
  package func svg(marking mark: (FlowPath) -> String?) -> String {
    let layout = PictureLayout(of: self)
    let size = "width=\"\(number(layout.width))\" height=\"\(number(layout.height))\""
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) "
        + "viewBox=\"0 0 \(number(layout.width)) \(number(layout.height))\" role=\"img\">",
      "<title>\(markup("The flow \(name)"))</title>", Self.style,
      "<rect width=\"100%\" height=\"100%\" class=\"page\"/>",
    ]
    let classes = boxes.map { box in
      box.lines.map { line in line.path.flatMap(mark).map { " " + $0 } ?? "" }
    }
    parts += arrows.map { path(of: $0, layout, classes[$0.from][$0.line]) }
    for (place, box) in boxes.enumerated() {
      parts += draw(box, layout.frames[place], classes[place])
    }
    return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func draw(_ box: Box, _ frame: PictureLayout.Frame, _ classes: [String]) -> [String] {
    let (x, y) = (frame.x, frame.y)
    let place = "x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(frame.width))\""
    let titleHeight = PictureLayout.title
    let own = box.isStart ? " start" : box.isHandler ? " handler" : ""
    var parts = [
      "<rect \(place) height=\"\(number(frame.height))\" rx=\"6\" class=\"box\"/>",
      "<rect \(place) height=\"\(number(titleHeight))\" rx=\"6\" class=\"head\(own)\"/>",
      text(box.title, x + PictureLayout.padding, y + 17, "name"),
    ]
    for (index, line) in box.lines.enumerated() {
      let indentation = Double(2 * line.depth) * PictureLayout.character
      let base = y + titleHeight + (Double(index) + 1) * PictureLayout.line
      let place = x + PictureLayout.padding + indentation
      let style = (line.isStep ? "step" : "way") + classes[index]
      parts.append(text(line.text, place, base - 1, style))
    }
    return parts
  }

  private func text(_ text: String, _ x: Double, _ y: Double, _ style: String) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" class=\"\(style)\">\(markup(text))</text>"
  }

  /// From the right end of a line to the left side of a box further right, else around to its right
  /// side.
  private func path(of arrow: Arrow, _ layout: PictureLayout, _ mark: String) -> String {
    let (from, to) = (layout.frames[arrow.from], layout.frames[arrow.to])
    let y = from.y + PictureLayout.title + (Double(arrow.line) + 0.7) * PictureLayout.line
    let x = from.x + from.width
    let end = to.y + PictureLayout.title / 2
    let goesOn = to.x > x
    let target = goesOn ? to.x - 7 : to.x + to.width + 7
    let reach = goesOn ? max(40, (target - x) / 2) : 60
    let back = goesOn ? target - reach : max(x, target) + reach
    let first = goesOn ? x + reach : max(x, target) + reach
    let curve =
      "M\(number(x)),\(number(y)) C\(number(first)),\(number(y)) "
      + "\(number(back)),\(number(end)) \(number(target)),\(number(end))"
    let tip = goesOn ? 7.0 : -7.0
    let head =
      "M\(number(target)),\(number(end - 4)) l\(number(tip)),4 l\(number(-tip)),4 z"
    let style = (arrow.comesBack ? "arrow run" : "arrow") + mark
    return
      "<path d=\"\(curve)\" class=\"\(style)\"/><path d=\"\(head)\" class=\"tip\(mark)\"/>"
  }

  /// A number with at most one digit behind the point.
  private func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }

  private static let style = """
    <style>
    .page { fill: #ffffff; }
    .box { fill: #f8fafc; stroke: #94a3b8; }
    .head { fill: #e2e8f0; stroke: #94a3b8; }
    .head.start { fill: #bfdbfe; }
    .head.handler { fill: #fde68a; }
    text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #0f172a; white-space: pre; }
    .name { font-weight: bold; }
    .way { fill: #64748b; }
    .arrow { fill: none; stroke: #2563eb; stroke-width: 1.4; }
    .arrow.run { stroke-dasharray: 5 4; }
    .tip { fill: #2563eb; }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0f172a; }
      .box { fill: #1e293b; stroke: #475569; }
      .head { fill: #334155; stroke: #475569; }
      .head.start { fill: #1e40af; }
      .head.handler { fill: #854d0e; }
      text { fill: #e2e8f0; }
      .way { fill: #94a3b8; }
      .arrow { stroke: #60a5fa; }
      .tip { fill: #60a5fa; }
    }
    </style>
    """
}
