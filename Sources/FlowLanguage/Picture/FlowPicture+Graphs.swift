extension FlowPicture {
  /// The picture in Mermaid's language for flow charts, which pages of Markdown draw.
  package var mermaid: String {
    var lines = ["flowchart LR"]
    for (index, box) in boxes.enumerated() {
      let text = ([box.title] + box.lines.map(\.indented)).map(Self.mermaidText)
      let (open, close) = Self.edges(of: box.kind)
      lines.append("  b\(index)\(open)\"\(text.joined(separator: "<br/>"))\"\(close)")
    }
    for arrow in arrows {
      let label = Self.mermaidText(label(of: arrow))
      let shaft = arrow.comesBack ? "-.->" : "-->"
      lines.append("  b\(arrow.from) \(shaft)|\"\(label)\"| b\(arrow.to)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The picture in the language of Graphviz.
  package var dot: String {
    var lines = [
      "digraph \"\(Self.dotText(name))\" {", "  rankdir=LR;",
      "  node [shape=plaintext, fontname=monospace, fontsize=10];",
    ]
    for (index, box) in boxes.enumerated() {
      let weight = box.kind == .start ? " bgcolor=\"#dbeafe\"" : ""
      var rows = ["<tr><td port=\"t\"\(weight)><b>\(markup(box.title))</b></td></tr>"]
      for (number, line) in box.lines.enumerated() {
        rows.append("<tr><td align=\"left\" port=\"l\(number)\">\(markup(line.indented))</td></tr>")
      }
      let table = "<table border=\"0\" cellborder=\"1\" cellspacing=\"0\">\(rows.joined())</table>"
      lines.append("  b\(index) [label=<\(table)>];")
    }
    for arrow in arrows {
      let style = arrow.comesBack ? " [style=dashed]" : ""
      lines.append("  b\(arrow.from):l\(arrow.line):e -> b\(arrow.to):t:w\(style);")
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  /// The way an arrow stands for: what stands before its target's name.
  private func label(of arrow: Arrow) -> String {
    let text = boxes[arrow.from].lines[arrow.line].text
    return text.firstRange(of: ": →").map { String(text[..<$0.lowerBound]) } ?? text
  }

  private static func edges(of kind: Box.Kind) -> (String, String) {
    switch kind {
    case .start: ("([", "])")
    case .block, .handler: ("[", "]")
    case .flow: ("[[", "]]")
    }
  }

  private static func mermaidText(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
      .replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("`", with: "&#96;")
  }

  private static func dotText(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}

extension FlowPicture.Line {
  /// The text where its depth has it, with blanks that no reader of a graph leaves out.
  fileprivate var indented: String { String(repeating: "\u{A0}\u{A0}", count: depth) + shown }

  /// The text, with a mark where the flow can be over.
  var shown: String { isEnd ? text + " ■" : text }
}

/// A text as it may stand in HTML, XML and Graphviz's labels.
func markup(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
    case _: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
