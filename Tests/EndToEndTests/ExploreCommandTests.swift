import Foundation
import Testing

extension EndToEnd {
  /// `flowctl explore`, and the scenarios that `flowctl test` finds, as an author sees them.
  @Suite struct ExploreCommandTests {
    private func project(_ scenarios: String = "") throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      _ = try folder.write("sample.yaml", sampleFlow())
      _ = try folder.write("flowctl.yaml", sampleEnvironment)
      if !scenarios.isEmpty {
        _ = try folder.write("sample.test.yaml", "test: sample\nscenarios:\n" + scenarios)
      }
      return folder
    }

    @Test func `what is printed is a file of scenarios that passes`() async throws {
      let folder = try project()
      let child = try Child(["explore", folder.url.path + "/sample.yaml"])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text.contains(" states, "), "\(child.text)")
      #expect(!child.text.contains("a defect of flowctl"), "\(child.text)")
      _ = try folder.write("explored.test.yaml", child.text)
      let test = try Child(["test", folder.url.path])
      #expect(await test.exitCode() == 0, "\(test.text)")
    }

    @Test func `what is missing takes the branches that were left, in a file of its own`()
      async throws
    {
      let folder = try project("  a: [{ hears: [welcome, menu] }, hangUp]")
      let before = try Child(["test", folder.url.path, "--fail-under", "100"])
      #expect(await before.exitCode() == 1)
      let missing = try Child(["test", folder.url.path, "--missing"])
      #expect(await missing.exitCode() == 0, "\(missing.text)")
      #expect(!missing.text.contains("# no call"), "\(missing.text)")
      _ = try folder.write("missing.test.yaml", missing.text)
      let after = try Child(["test", folder.url.path, "--fail-under", "100"])
      #expect(await after.exitCode() == 0, "\(after.text)")
    }

    @Test func `what is missing of several flows is a file for each`() async throws {
      let folder = try project("  a: [{ hears: [welcome, menu] }, hangUp]")
      let second = sampleFlow().replacing("flow: sample", with: "flow: second")
        .replacing("28:orgid:c", with: "28:orgid:d")
      _ = try folder.write("second.yaml", second)
      _ = try folder.write("second.test.yaml", "test: second\nscenarios:\n  a: [hangUp]\n")
      let printed = try Child(["test", folder.url.path, "--missing"])
      #expect(await printed.exitCode() == 0, "\(printed.text)")
      #expect(printed.text.contains("`--write-to FOLDER` writes a file for each"))
      let written = try Child(["test", folder.url.path, "--missing", "--write-to", folder.path])
      #expect(await written.exitCode() == 0, "\(written.text)")
      #expect(written.text.contains("sample.missing.test.yaml: sample: "), "\(written.text)")
      let after = try Child(["test", folder.url.path, "--fail-under", "100"])
      #expect(await after.exitCode() == 0, "\(after.text)")
      let again = try Child(["test", folder.url.path, "--suite", "--write-to", folder.path])
      #expect(await again.exitCode() == 0, "\(again.text)")
      let over = try Child(["test", folder.url.path, "--suite", "--write-to", folder.path])
      #expect(await over.exitCode() == 2, "\(over.text)")
    }

    @Test func `a suite takes all that can be reached, and says how long it takes by hand`()
      async throws
    {
      let folder = try project("  a: [{ hears: [welcome, menu] }, hangUp]")
      let suite = try Child(["test", folder.url.path, "--suite"])
      #expect(await suite.exitCode() == 0, "\(suite.text)")
      #expect(suite.text.contains("by hand they would take"), "\(suite.text)")
      _ = try folder.write("sample.test.yaml", suite.text)
      let test = try Child(["test", folder.url.path, "--fail-under", "100"])
      #expect(await test.exitCode() == 0, "\(test.text)")
    }

    @Test func `wrong use gives exit code 2, and a flow that does not compile its findings`()
      async throws
    {
      let folder = try project()
      for arguments in [
        ["explore", folder.url.path], ["explore", folder.url.path + "/nowhere.yaml"],
        ["explore", folder.url.path + "/sample.yaml", "--states", "0"],
        ["test", folder.url.path, "--missing", "--suite"],
        ["test", folder.url.path, "--missing", "--format", "json"],
        ["test", folder.url.path, "--suite"],
      ] {
        let child = try Child(arguments)
        #expect(await child.exitCode() == 2, "\(arguments): \(child.text)")
      }
      _ = try folder.write(
        "broken.yaml",
        "flow: broken\nblocks: { main: [answer, { goto: no }] }\n"
      )
      let broken = try Child(["explore", folder.url.path + "/broken.yaml"])
      #expect(await broken.exitCode() == 1)
      #expect(broken.text.contains("broken.yaml:2"), "\(broken.text)")
    }

    @Test func `a bound that was met is said`() async throws {
      let folder = try project()
      let child = try Child(["explore", folder.url.path + "/sample.yaml", "--states", "2"])
      _ = await child.exitCode()
      #expect(child.text.contains("the bound of 2 states was met"), "\(child.text)")
    }
  }
}
