import Testing

extension EndToEnd {
  /// `flowctl graph` as an author draws a flow.
  @Suite struct GraphTests {
    @Test(arguments: [
      ([], "<svg "), (["--format", "mermaid"], "flowchart LR"), (["--format", "dot"], "digraph"),
    ])
    func `a flow is drawn in the form that is asked for`(
      arguments: [String],
      beginning: String
    ) async throws {
      let child = try Child(["graph", "flows/contoso-support.yaml"] + arguments)
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text.hasPrefix(beginning), "\(child.text)")
    }

    @Test func `several flows are no picture`() async throws {
      let child = try Child(["graph", "flows"])
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(child.text.contains("name the file of one"), "\(child.text)")
    }
  }
}
