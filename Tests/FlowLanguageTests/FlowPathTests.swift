import FlowLanguage
import Testing

@Suite struct FlowPathTests {
  @Test(arguments: [
    "main", "main/4", "main/4/on.failed/0", "main/2/then", "main/1/cases.gold/0",
    "main/1/cases.a.b", "on.callEnded/0/default/3",
  ])
  func `paths of ordinary names read as they always did`(text: String) throws {
    #expect(try #require(FlowPath(text: text)).text == text)
  }

  @Test func `every path is read back from its text, and no two have the same`() throws {
    let names = [
      "a", "", "a/0/then", "a~10~1then", "a.b", "on.failed", "~", "~2", "/", "é", "\u{301}",
      "0", "then", "a/0/cases.a",
    ]
    var paths = names.map(FlowPath.block) + names.map(FlowPath.flowHandler)
    for root in paths {
      let step = root.step(0)
      paths += [root.step(12), step, step.list(under: "then"), step.list(under: "default").step(1)]
      for name in names {
        let list = step.list(under: "cases", entry: name)
        paths += [list, step.list(under: "on", entry: name), list.step(0).list(under: "then")]
      }
    }
    for path in paths {
      let back = try #require(FlowPath(text: path.text), "\(path)")
      #expect(back == path)
    }
    #expect(Set(paths).count == paths.count)
    #expect(Set(paths.map(\.text)).count == paths.count)
  }

  @Test(arguments: ["main/x", "main/-1", "main/01", "a.b", "main/0/on.a~3", "main//then", "a~"])
  func `what is no path is not read as one`(text: String) {
    #expect(FlowPath(text: text) == nil)
  }

  @Test func `a path knows where it is`() {
    let path = FlowPath.block("main").step(4).list(under: "on", entry: "failed").step(1)
    #expect(path.block == "main")
    #expect(path.flowHandler == nil)
    #expect(path.index == 1)
    #expect(path.parent?.text == "main/4/on.failed")
    #expect(FlowPath.flowHandler("callEnded").step(0).flowHandler == "callEnded")
    #expect(FlowPath.block("main").parent == nil)
  }
}
