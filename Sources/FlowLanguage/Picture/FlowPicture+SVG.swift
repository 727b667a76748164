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
    var parts = [
      "<rect \(place) height=\"\(number(frame.height))\" rx=\"6\" class=\"box\"/>",
      "<rect \(place) height=\"\(number(titleHeight))\" rx=\"6\" class=\"\(Self.head(of: box.kind))\"/>",
      text(box.title, x + PictureLayout.padding, y + 17, "name"),
    ]
    for (index, line) in box.lines.enumerated() {
      let indentation = Double(2 * line.depth) * PictureLayout.character
      let base = y + titleHeight + (Double(index) + 1) * PictureLayout.line
      let place = x + PictureLayout.padding + indentation
      let style = (line.isStep ? "step" : "way") + classes[index]
      parts.append(text(line.shown, place, base - 1, line.isEnd ? style + " end" : style))
    }
    return parts
  }

  private static func head(of kind: Box.Kind) -> String {
    switch kind {
    case .start: "head start"
    case .block: "head"
    case .handler: "head handler"
    case .flow: "head flow"
    }
  }

  private func text(_ text: String, _ x: Double, _ y: Double, _ style: String) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" class=\"\(style)\">\(markup(text))</text>"
  }

  /// From the end of a line to the title of a box, through lanes where boxes stand between them.
  private func path(of arrow: Arrow, _ layout: PictureLayout, _ mark: String) -> String {
    let (start, end) = (layout.start(of: arrow), layout.end(of: arrow))
    let leadsOn = layout.leadsOn(arrow)
    let tip = leadsOn ? 7.0 : -7.0
    let target = end.x - tip
    var curve = "M\(number(start.x)),\(number(start.y))"
    var place = start
    for lane in layout.lanes(of: arrow) {
      curve += bend(from: place, to: (lane.from, lane.y)) + " H\(number(lane.to))"
      place = (lane.to, lane.y)
    }
    // Within a column it goes around, in the gap to the right.
    curve +=
      start.x == end.x
      ? " C\(number(start.x + 60)),\(number(start.y)) \(number(target + 60)),\(number(end.y)) "
        + "\(number(target)),\(number(end.y))"
      : bend(from: place, to: (target, end.y))
    let head =
      "M\(number(target)),\(number(end.y - 4)) l\(number(tip)),4 l\(number(-tip)),4 z"
    let style = (arrow.comesBack ? "arrow run" : "arrow") + mark
    return
      "<path d=\"\(curve)\" class=\"\(style)\"/><path d=\"\(head)\" class=\"tip\(mark)\"/>"
  }

  private func bend(from: (x: Double, y: Double), to: (x: Double, y: Double)) -> String {
    let middle = number((from.x + to.x) / 2)
    return
      " C\(middle),\(number(from.y)) \(middle),\(number(to.y)) \(number(to.x)),\(number(to.y))"
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
    .head.flow { fill: #ddd6fe; }
    text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #0f172a; white-space: pre; }
    .name { font-weight: bold; }
    .way { fill: #64748b; }
    .end { fill: #b91c1c; }
    .arrow { fill: none; stroke: #2563eb; stroke-width: 1.4; }
    .arrow.run { stroke-dasharray: 5 4; }
    .tip { fill: #2563eb; }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0f172a; }
      .box { fill: #1e293b; stroke: #475569; }
      .head { fill: #334155; stroke: #475569; }
      .head.start { fill: #1e40af; }
      .head.handler { fill: #854d0e; }
      .head.flow { fill: #5b21b6; }
      text { fill: #e2e8f0; }
      .way { fill: #94a3b8; }
      .end { fill: #fca5a5; }
      .arrow { stroke: #60a5fa; }
      .tip { fill: #60a5fa; }
    }
    </style>
    """
}
