import FlowLanguage
import Foundation
import TestSupport
import Testing

@Suite struct PictureTests {
  private func picture(_ text: String) throws -> FlowPicture {
    let project = compileProject(
      ProjectSources(
        files: [ProjectFile(path: "a.yaml", bytes: Array(text.utf8))],
        environment: nil,
        requiresValues: false,
        zones: SampleZones()
      )
    )
    return FlowPicture(of: try #require(project.programs.first, "\(project.findings)"))
  }

  private let flow = """
    flow: a
    prompts: { menu: "<Sales> & \\"help\\"?" }
    blocks:
      main:
        - answer   # first
        - if: call.callerName.hasValue()
          then: [{ goto: ask }]
          else: hangUp
      ask:
        - recognize:
            prompt: menu
            choices: { sales: { press: 1 }, again: { press: 2 } }
          on: { sales: note, again: [{ log: again }, { goto: ask }], failed: hangUp }
      note:
        - run: count
        - hangUp
          # never seen
      count:
        - log: counted
    on:
      callEnded: [{ log: over }]
    """

  @Test func `a box has the steps and the ways of a block, an arrow goes where a way goes`() throws
  {
    let picture = try picture(flow)
    #expect(picture.boxes.map(\.title) == ["main", "ask", "note", "count", "on callEnded"])
    #expect(picture.boxes.map(\.isStart) == [true, false, false, false, false])
    #expect(
      picture.boxes[0].lines.map { String(repeating: "  ", count: $0.depth) + $0.text } == [
        "answer", "if call.callerName.hasValue()", "  then:", "    goto ask", "  else: hangUp",
      ]
    )
    #expect(picture.boxes[1].lines.first?.text == "recognize menu")
    let arrows = picture.arrows.map { arrow in
      "\(picture.boxes[arrow.from].title) \(arrow.line) → \(picture.boxes[arrow.to].title)"
        + (arrow.comesBack ? " and back" : "")
    }
    #expect(
      arrows == ["main 3 → ask", "ask 1 → note", "ask 4 → ask", "note 0 → count and back"]
    )
  }

  @Test(arguments: ["svg", "mermaid", "dot"])
  func `the sample flow is drawn as its file has it`(format: String) throws {
    let text = try packageText("flows/contoso-support.yaml")
    let picture = try picture(text)
    let drawn =
      switch format {
      case "svg": picture.svg
      case "mermaid": picture.mermaid
      default: picture.dot
      }
    let difference = try checkGolden("docs/pictures/contoso-support.\(format)", drawn)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func `what a flow says cannot break out of its picture`() throws {
    let odd = flow.replacing("log: counted", with: "log: \"a<b> --> ]\\\"|c\"")
    let picture = try picture(odd)
    #expect(!picture.svg.contains("a<b>"))
    #expect(!picture.mermaid.contains("<b>"))
    #expect(!picture.dot.contains("a<b>"))
  }

  @Test func `hundreds of blocks in a row and in a circle are drawn`() throws {
    var blocks = "flow: a\nblocks:\n  main: [answer, { goto: b1 }]\n"
    for number in 1..<900 {
      blocks += "  b\(number): [{ wait: 1s }, { goto: b\(number + 1) }]\n"
    }
    blocks += "  b900: [{ if: \"now > now\", then: b1, else: hangUp }]\n"
    let picture = try picture(blocks)
    #expect(picture.boxes.count == 901)
    #expect(picture.svg.hasSuffix("</svg>\n"))
  }
}
