import Foundation
import Testing

extension EndToEnd {
  /// What `flowctl test` says of changes and requirements, as an author sees it.
  @Suite struct MutationCommandTests {
    @Test func `changes that nobody notices and requirements are told`() async throws {
      let folder = try TemporaryFolder()
      _ = try folder.write("sample.yaml", sampleFlow())
      _ = try folder.write("flowctl.yaml", sampleEnvironment)
      _ = try folder.write(
        "sample.test.yaml",
        """
        test: sample
        covers: { support: REQ-2 }
        scenarios:
          nobody says anything:
            covers: [REQ-1]
            lines:
              - hears: [welcome, menu]
              - silence
              - hears: menu
              - silence
              - hears: goodbye
              - ends: hungUp
        """
      )
      let mutants = try Child(["test", folder.path, "--mutate"])
      #expect(await mutants.exitCode() == 0, "\(mutants.text)")
      #expect(
        mutants.text.contains("`press: 2` becomes `0`: no scenario notices"),
        "\(mutants.text)"
      )
      #expect(mutants.text.contains("`timeout: 30s` becomes `1s`: no scenario gets there"))
      let json = try Child(["test", folder.path, "--mutate", "--format", "json"])
      #expect(await json.exitCode() == 0)
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.text.utf8)) }
      let floor = try Child(["test", folder.path, "--mutate", "--fail-under", "99"])
      #expect(await floor.exitCode() == 1)
      #expect(floor.text.contains("of the mutants are noticed, less than 99"), "\(floor.text)")
      let required = try Child(["test", folder.path, "--requirements"])
      #expect(await required.exitCode() == 1, "\(required.text)")
      #expect(required.text.contains("FAIL  REQ-2  no scenario"), "\(required.text)")
      for wrong in [
        ["--coverage", "text"], ["--watch"], ["--format", "junit"], ["--requirements"],
      ] {
        let child = try Child(["test", folder.path, "--mutate"] + wrong)
        #expect(await child.exitCode() == 2, "\(child.text)")
      }
    }
  }
}
