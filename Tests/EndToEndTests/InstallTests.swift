import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// The scripts that install what an author has besides the program.
  @Suite struct InstallTests {
    @Test(.hangLimit) func `the program, completions and the manual are installed`() async throws {
      let folder = try TemporaryFolder()
      let code = try run("scripts/install", [folder.path + "/prefix"])
      #expect(code == 0)
      let share = folder.path + "/prefix/share/"
      for (file, word) in [
        ("bash-completion/completions/flowctl", "_flowctl"),
        ("zsh/site-functions/_flowctl", "#compdef flowctl"),
        ("fish/vendor_completions.d/flowctl.fish", "complete -c 'flowctl'"),
        ("man/man1/flowctl.1", ".SS flowctl diff"),
      ] {
        let text = try String(contentsOfFile: share + file, encoding: .utf8)
        #expect(text.contains(word), "\(file)")
        // Not every reader of manual pages takes more.
        #expect(text.utf8.allSatisfy { $0 < 0x80 } || !file.hasPrefix("man/"), "\(file)")
      }
      #expect(FileManager.default.isExecutableFile(atPath: folder.path + "/prefix/bin/flowctl"))
    }

    @Test func `a prefix that is an option is refused`() throws {
      #expect(try run("scripts/install", ["--help"]) == 2)
    }

    @Test(.hangLimit) func `the picture of a finding is current`() throws {
      let folder = try TemporaryFolder()
      let path = folder.path + "/finding.svg"
      #expect(try run("scripts/finding-picture", [path]) == 0)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let difference = try checkGolden("docs/pictures/finding.svg", text)
      #expect(difference == nil, "\(difference ?? "")")
    }

    private func run(_ script: String, _ arguments: [String]) throws -> Int32 {
      var environment = ProcessInfo.processInfo.environment
      environment["FLOWCTL"] = try Child.executable().path
      let identifier = try spawnProgram(
        Child.packageRoot.appending(path: script).path,
        arguments,
        environment: environment
      )
      var status: Int32 = 0
      waitpid(identifier, &status, 0)
      return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
  }
}
