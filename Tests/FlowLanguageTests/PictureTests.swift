import Foundation
import TestSupport
import Testing

@testable import FlowLanguage

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
    #expect(picture.boxes.map(\.kind) == [.start, .block, .block, .block, .handler])
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

  @Test func `where the flow can be over is marked, and a condition stands before its step`() throws
  {
    let picture = try picture(
      """
      flow: a
      identities: { desk: +12065551212 }
      variables: { word: string = 'a' }
      blocks:
        main:
          - answer
          - play: { text: Hello there. }
            when: "word == 'done'"   # often
          - transfer: desk
            on: { failed: hangUp }
      on:
        recordingReady: [{ log: ready }]
      """
    )
    #expect(picture.boxes[0].lines.map(\.isEnd) == [false, false, true, true])
    #expect(picture.boxes[0].lines[1].text == "when word == 'done': play text: Hello there.")
    #expect(picture.boxes[1].title == "on recordingReady")
    #expect(picture.mermaid.contains("failed: hangUp ■"), "\(picture.mermaid)")
    #expect(picture.svg.contains("class=\"step end\">transfer desk ■"), "\(picture.svg)")
  }

  @Test func `a step that has others says what they are to it, and names what it waits for`() throws
  {
    let picture = try picture(
      """
      flow: a
      prompts: { ask: "Your card, please." }
      blocks:
        main:
          - answer
          - sensitive:
              - recognize: { prompt: ask, tones: { count: 16 } }
            on: { failed: hangUp }
          - wait:
              for:
                # who comes first
                left: { left: caller }
                star: { press: star }
              meanwhile:
                every: 20s
                do: [{ play: ask }]
            on: { left: hangUp, star: hangUp }
      """
    )
    #expect(
      picture.boxes[0].lines.map { String(repeating: "  ", count: $0.depth) + $0.text } == [
        "answer", "sensitive", "  recognize ask", "  failed: hangUp", "wait for: left, star",
        "  meanwhile:", "    play ask", "  left: hangUp", "  star: hangUp",
      ]
    )
  }

  @Test func `wide characters have room in their box`() throws {
    func width(_ text: String) throws -> Double? {
      let flow = "flow: a\nblocks: { main: [answer, { log: \(text) }, hangUp] }\n"
      return PictureLayout(of: try picture(flow)).frames.first?.width
    }
    #expect(try width("こんにちは、世界") == width("abcdefghijklmnop"))
  }

  @Test func `a flow that is run or begun has a box, once`() throws {
    let project = compileProject(
      ProjectSources(
        files: [
          ProjectFile(path: "a.yaml", bytes: Array(running.utf8)),
          ProjectFile(path: "b.yaml", bytes: Array("flow: b\nblocks: { main: [return] }\n".utf8)),
        ],
        environment: nil,
        requiresValues: false,
        zones: SampleZones()
      )
    )
    let program = try #require(project.programs.first { $0.name == "a" }, "\(project.findings)")
    let picture = FlowPicture(of: program)
    #expect(picture.boxes.map(\.title) == ["main", "flow b"])
    #expect(picture.arrows.map(\.line) == [1, 3] && picture.arrows.allSatisfy { $0.to == 1 })
    #expect(picture.mermaid.contains("[[\"flow b\"]]"), "\(picture.mermaid)")
  }

  private let running = """
    flow: a
    blocks:
      main:
        - answer
        - run: { flow: b }
          on: { failed: hangUp }
        - run: { flow: b }
          on: { failed: hangUp }
        - hangUp
    """

  @Test(arguments: [
    "contoso-support", "northwind-orders", "woodgrove-executive", "litware-hotline",
  ])
  func `no arrow leads through a box`(name: String) throws {
    let picture = try picture(try packageText("flows/\(name).yaml"))
    let layout = PictureLayout(of: picture)
    var lanes = 0
    for arrow in picture.arrows {
      for lane in layout.lanes(of: arrow) {
        lanes += 1
        let inTheWay = layout.frames.filter { frame in
          min(lane.from, lane.to) < frame.x + frame.width && max(lane.from, lane.to) > frame.x
            && frame.y <= lane.y && lane.y <= frame.y + frame.height
        }
        #expect(inTheWay.isEmpty, "\(arrow)")
      }
      let (start, end) = (layout.start(of: arrow), layout.end(of: arrow))
      let columns = Set(layout.frames.map(\.x)).filter {
        min(start.x, end.x) < $0 && $0 < max(start.x, end.x)
      }
      #expect(layout.lanes(of: arrow).count >= columns.count - 1, "\(arrow)")
    }
    #expect(lanes > 0 || name == "litware-hotline")
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
