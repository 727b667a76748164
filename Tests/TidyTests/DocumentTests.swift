import Testing

/// What the documents promise about the tree.
struct DocumentTests {
  @Test func `every target of the package stands in the architecture`() throws {
    let architecture = try SourceTree.text("ARCHITECTURE.md")
    for target in Set(try SourceTree.swiftFiles(in: "Sources").map(\.target)) {
      #expect(architecture.contains("`\(target)`"), "ARCHITECTURE.md does not name \(target)")
    }
  }

  @Test func `the scripts that the README names are there`() throws {
    let readme = try SourceTree.text("README.md")
    let scripts = try SourceTree.files(in: "scripts")
    #expect(readme.contains("scripts/demo") && readme.contains("scripts/test"))
    #expect(scripts.contains("scripts/demo") && scripts.contains("scripts/test"))
  }

  @Test func `the README leads to every page`() throws {
    let readme = try SourceTree.text("README.md")
    for page in try SourceTree.files(in: "docs")
    where page.hasSuffix(".md") && !page.hasPrefix("docs/diagnostics/") {
      #expect(readme.contains("(\(page))"), "README.md does not lead to \(page)")
    }
  }
}
