import Testing

extension EndToEnd {
  /// `flowctl eval` as an author tries expressions.
  @Suite struct EvalTests {
    @Test func `it prints the value, its type and its cost`() async throws {
      let child = try Child(["eval", "[1, 2, 3].map(x, x * 2)"])
      #expect(await child.exitCode() == 0, "\(child.text)")
      let lines = child.text.split(separator: "\n")
      #expect(lines.prefix(2) == ["[2,4,6]", "type: list(int)"])
      #expect(lines.last?.hasPrefix("cost: ") == true)
    }

    @Test func `variables come from a JSON object`() async throws {
      let folder = try TemporaryFolder()
      let context = try folder.write("context.json", #"{"caller": {"name": "Ada"}, "n": 2}"#)
      let child = try Child(["eval", "caller.name + string(n)", "--context", context])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text.hasPrefix("\"Ada2\"\n"))
    }

    @Test func `the type alone needs no values`() async throws {
      let child = try Child(["eval", "--type", "size('a') > 1"])
      #expect(await child.exitCode() == 0)
      #expect(child.text == "bool")
    }

    @Test func `what is wrong is said where it is`() async throws {
      let unknown = try Child(["eval", "1 + caler"])
      #expect(await unknown.exitCode() == 1)
      #expect(unknown.text.contains("error[unknown-name]"))
      #expect(unknown.text.contains("1 | 1 + caler\n   |     ^^^^^"), "\(unknown.text)")
      let failing = try Child(["eval", "1 / 0"])
      #expect(await failing.exitCode() == 1)
      #expect(failing.text.contains("division by zero"), "\(failing.text)")
    }

    @Test func `a context that is no JSON object is a plain error`() async throws {
      let folder = try TemporaryFolder()
      for (name, text) in [("list.json", "[1]"), ("broken.json", "{")] {
        let child = try Child(["eval", "1", "--context", try folder.write(name, text)])
        #expect(await child.exitCode() == 2, "\(child.text)")
        #expect(child.text.contains(name))
      }
    }
  }
}
