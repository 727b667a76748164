import Foundation
import Testing

extension EndToEnd {
  /// `flowctl test` as an author and a pipeline see it.
  @Suite struct TestCommandTests {
    private func project(_ scenarios: String) throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      _ = try folder.write("sample.yaml", sampleFlow())
      _ = try folder.write("flowctl.yaml", sampleEnvironment)
      _ = try folder.write("sample.test.yaml", "test: sample\nscenarios:\n" + scenarios)
      return folder
    }

    private let support = """
        support:
          - hears: [welcome, menu]
          - press: 2
          - rings: alice
          - after: 10s
          - alice: leaves
          - hears: goodbye
          - ends: hungUp
      """

    private let wrong = """
        wrong:
          - hears: [welcome, goodbye]
      """

    @Test func `scenarios that pass give exit code 0, and those that fail 1`() async throws {
      let folder = try project(support + "\n" + wrong)
      let child = try Child(["test", folder.url.path])
      #expect(await child.exitCode() == 1)
      #expect(child.text.contains("2 scenarios in 1 file: 1 passed, 1 failed"), "\(child.text)")
      #expect(child.text.contains("sample.test.yaml:12:24"), "\(child.text)")
      #expect(child.text.contains("instead, the caller hears `menu`"), "\(child.text)")
      #expect(child.text.contains("the flow stands here"), "\(child.text)")
      let one = try Child(["test", folder.url.path, "--filter", "support", "-v"])
      #expect(await one.exitCode() == 0, "\(one.text)")
      #expect(one.text.contains("the call ends as `hungUp`"), "\(one.text)")
    }

    @Test(arguments: [
      ("json", "\"code\": \"unknown-name\""), ("junit", "<testsuites"), ("github", "::error "),
    ])
    func `a form for machines has errors that keep scenarios from being run`(
      form: String,
      part: String
    ) async throws {
      let folder = try project(support.replacing("rings: alice", with: "rings: alcie"))
      let child = try Child(shell: "\"$FLOWCTL\" test \(folder.path) --format \(form) 2>/dev/null")
      #expect(await child.exitCode() == 1, "\(child.text)")
      #expect(child.text.contains(part) && child.text.contains("alcie"), "\(child.text)")
    }

    @Test func `an environment that there is not is told where the file names it`() async throws {
      let folder = try project(support)
      let named = "test: sample\nenvironment: nope\nscenarios:\n" + support
      _ = try folder.write("sample.test.yaml", named)
      for command in ["test", "validate"] {
        let child = try Child([command, folder.url.path])
        #expect(await child.exitCode() == 1, "\(child.text)")
        #expect(child.text.contains("there is no environment `nope`"), "\(child.text)")
        #expect(child.text.contains("sample.test.yaml:2:14"), "\(child.text)")
        #expect(!child.text.contains("flowctl.yaml:1:1"), "\(child.text)")
      }
    }

    @Test func `what is tested is not written over`() async throws {
      let folder = try project(support)
      let flow = folder.path + "/sample.yaml"
      let words = ["test", folder.path, folder.path, "--coverage", "html", "--coverage-to"]
      let child = try Child(words + [flow])
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(try String(contentsOfFile: flow, encoding: .utf8) == sampleFlow())
      let other = try Child(words + [folder.path + "/coverage.html"])
      #expect(await other.exitCode() == 0, "\(other.text)")
      #expect(other.text.contains("1 scenario in 1 file: "), "\(other.text)")
    }

    @Test func `what is printed is the same on one core as on all`() async throws {
      let folder = try project(support + "\n" + wrong)
      let command = "\"$FLOWCTL\" test -v \(folder.path) flows"
      let all = try Child(shell: command)
      #expect(await all.exitCode() == 1, "\(all.text)")
      #expect(all.text.contains("1 failed"), "\(all.text)")
      let firstCore = "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')"
      let one = try Child(shell: "taskset -c \(firstCore) \(command)")
      #expect(await one.exitCode() == 1)
      #expect(one.text == all.text)
    }

    /// A flow that takes it to be known a second later whether the recording has begun.
    private let hasty = sampleFlow()
      .replacing(
        "blocks:",
        with:
          "on: { recordingFailed: [{ set: { isRecorded: \"${false}\" } }] }\nvariables: { isRecorded: bool = true }\nblocks:"
      )
      .replacing(
        "    - play: welcome\n",
        with:
          "    - wait: 1s\n    - play: { text: recorded }\n      when: isRecorded\n    - hangUp\n  rest:\n    - play: welcome\n"
      )

    @Test func `what goes wrong besides is noticed by nobody, or its seed is said`() async throws {
      let folder = try project(support)
      let calm = try Child(["test", folder.url.path, "--perturb", "10"])
      #expect(await calm.exitCode() == 0, "\(calm.text)")
      _ = try folder.write("sample.yaml", hasty)
      _ = try folder.write(
        "sample.test.yaml",
        "test: sample\nscenarios:\n  unrecorded: [{ recording: fails }, { ends: hungUp }]\n"
      )
      let found = try Child(["test", folder.url.path, "--perturb", "60"])
      #expect(await found.exitCode() == 1, "\(found.text)")
      let seed = try #require(found.text.firstMatch(of: /when things go wrong by seed (\d+)/)?.1)
      let difference = "the caller hears “recorded”, where the call ends as `hungUp`"
      #expect(found.text.contains(difference), "\(found.text)")
      let words = ["test", folder.url.path, "--perturb", "1", "--seed", "\(seed)"]
      let again = try Child(words)
      #expect(await again.exitCode() == 1, "\(again.text)")
      #expect(again.text == found.text)
      for words in [["--perturb", "0"], ["--perturb", "x"], ["--seed", "3"]] {
        let wrong = try Child(["test", folder.url.path] + words)
        #expect(await wrong.exitCode() == 2, "\(wrong.text)")
      }
    }

    @Test func `what cannot be run gives exit code 1 or 2, and one line`() async throws {
      let folder = try project("  a: [{ hears: welcom }]")
      let unknown = try Child(["test", folder.url.path])
      #expect(await unknown.exitCode() == 1)
      #expect(unknown.text.contains("sample.test.yaml:3:16"), "\(unknown.text)")
      let right = try project(support)
      let none = try Child(["test", right.url.path, "--filter", "nothing"])
      #expect(await none.exitCode() == 2, "\(none.text)")
      #expect(none.text.contains("no scenario has `nothing` in its name"), "\(none.text)")
      let missing = try Child(["test", folder.url.path + "/nowhere"])
      #expect(await missing.exitCode() == 2)
      #expect(!missing.text.contains("\n"), "\(missing.text)")
    }

    @Test func `every form is what its readers take, and coverage has its floor`() async throws {
      let folder = try project(support)
      let junit = try Child(["test", folder.url.path, "--format", "junit"])
      #expect(await junit.exitCode() == 0)
      #expect(junit.text.contains("<testsuites"), "\(junit.text)")
      let json = try Child(["test", folder.url.path, "--format", "json"])
      #expect(await json.exitCode() == 0)
      #expect(throws: Never.self) {
        try JSONSerialization.jsonObject(with: Data(json.text.utf8))
      }
      let file = folder.url.path + "/coverage.info"
      let covered = try Child([
        "test", folder.url.path, "--coverage", "lcov", "--coverage-to", file, "--fail-under", "99",
      ])
      #expect(await covered.exitCode() == 1)
      #expect(covered.text.contains("of the branches are taken, less than 99"), "\(covered.text)")
      #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("TN:flowctl\nSF:"))
    }

    @Test func `with --watch what is changed is run again`() async throws {
      let folder = try project(support)
      let child = try Child(["test", folder.url.path, "--watch"])
      #expect(await child.waitForLine("1 passed, 0 failed"))
      _ = try folder.write(
        "sample.test.yaml",
        "test: sample\nscenarios:\n" + support + "\n" + wrong
      )
      #expect(await child.waitForLine("1 passed, 1 failed"))
      child.terminate()
      _ = await child.exitCode()
    }
  }
}
