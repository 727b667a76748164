import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl init` as somebody begins with it.
  @Suite struct InitTests {
    private static let templates = [
      "support-line", "clinic", "queue", "survey", "reminder", "voicemail",
    ]

    @Test(.hangLimit, arguments: templates)
    func `a project is clean, laid out, passes its scenarios, and takes a call`(
      template: String
    ) async throws {
      let folder = try TemporaryFolder()
      let project = folder.path + "/new/project"
      let made = try Child(["init", project, "--template", template])
      #expect(await made.exitCode() == 0, "\(made.text)")
      let names = try FileManager.default.contentsOfDirectory(atPath: project)
      for name in names { #expect(made.text.contains("wrote \(project)/\(name)\n"), "\(name)") }

      let validated = try Child(["validate", project, "--warnings-as-errors"])
      #expect(await validated.exitCode() == 0, "\(validated.text)")
      #expect(validated.text.hasPrefix("no findings"), "\(validated.text)")
      let tested = try Child(["test", project, "--fail-under", "80"])
      #expect(await tested.exitCode() == 0, "\(tested.text)")
      let laidOut = try Child(["fmt", "--check", project])
      #expect(await laidOut.exitCode() == 0, "\(laidOut.text)")

      let command = try #require(made.text.components(separatedBy: "\nflowctl dev ").last)
      try await develop(command.split(separator: " ").map(String.init), project)
    }

    /// Runs what `init` says to run, at a free port, and sees the call of it end.
    private func develop(_ arguments: [String], _ project: String) async throws {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      let port = try #require(bindToLoopback(descriptor))
      close(descriptor)
      let path = project + "/flowctl.yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try text.replacing("18090", with: "\(port)").write(
        toFile: path,
        atomically: true,
        encoding: .utf8
      )
      let child = try Child(
        ["dev"] + arguments + [
          "--once", "--listen", "127.0.0.1:0", "--emulator", "127.0.0.1:\(port)", "--speed", "20",
          "--at", "2026-11-24T10:00:00-08:00", "--recordings", project + "/kept",
        ],
        environment: ["ROUTER_KEY": "a-key"]
      )
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text.contains("CallDisconnected"), "\(child.text)")
      #expect(!child.text.contains("ends as failed"), "\(child.text)")
    }

    @Test func `what to do next can be pasted, whatever the folder is called`() async throws {
      let folder = try TemporaryFolder()
      let made = try Child(["init", "Ann's lines"], folder: folder.path)
      #expect(await made.exitCode() == 0, "\(made.text)")
      let line = made.text.split(separator: "\n").first { $0.hasPrefix("flowctl validate ") }
      let command = try #require(line).replacing(/^flowctl/, with: "\"$FLOWCTL\"")
      let pasted = try Child(shell: String(command), folder: folder.path)
      #expect(await pasted.exitCode() == 0, "\(pasted.text)")
      #expect(pasted.text.hasPrefix("no findings in 2 files"), "\(pasted.text)")
    }

    @Test func `a file that is there is not overwritten, and nothing else is written`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("support-line.test.yaml", "mine")
      let child = try Child(["init", folder.path])
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(
        child.text
          == "flowctl: `\(folder.path)/support-line.test.yaml` is there already; nothing is written"
      )
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names == ["support-line.test.yaml"])
    }

    @Test func `no project is made within another`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("flowctl.yaml", "environments: {}")
      let child = try Child(["init", "new/one"], folder: folder.path)
      #expect(await child.exitCode() == 2, "\(child.text)")
      let project = "`new/one` is within the project of `\(folder.path)`"
      #expect(child.text == "flowctl: \(project); nothing is written")
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
    }

    @Test func `what cannot be is said in a line`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("file", "")
      let place = try Child(["init", folder.path + "/file/project"])
      #expect(await place.exitCode() == 2, "\(place.text)")
      #expect(place.text.hasPrefix("flowctl: the folder `"), "\(place.text)")
      #expect(!place.text.contains("\n"), "\(place.text)")
      let template = try Child(["init", folder.path, "--template", "shop"])
      #expect(await template.exitCode() == 2, "\(template.text)")
      #expect(template.text.contains("support-line"), "\(template.text)")
    }
  }
}
