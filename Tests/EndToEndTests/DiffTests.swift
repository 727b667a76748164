import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl diff` as an author and a pipeline use it.
  @Suite struct DiffTests {
    private let flow = """
      flow: a
      settings: { crm: uri }
      blocks:
        main:
          - answer
          - log: ${settings.crm}
          - play: Hello there.
          - hangUp

      """

    @Test func `files are compared, and what breaks others fails where that is asked`()
      async throws
    {
      let folder = try TemporaryFolder()
      let old = try folder.write("old.yaml", flow)
      let new = try folder.write("new.yaml", flow.replacing("Hello there.", with: "Good day."))
      let child = try Child(["diff", old, new, "--breaking"])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(
        child.text.contains("main: now says “Good day.” instead of saying “Hello there.”"),
        "\(child.text)"
      )
      let other = try folder.write("other.yaml", flow.replacing("crm: uri", with: "crm: string"))
      let breaking = try Child(["diff", old, other, "--breaking", "--format", "json"])
      #expect(await breaking.exitCode() == 1, "\(breaking.text)")
      #expect(breaking.text.contains("\"breaking\": true"), "\(breaking.text)")
    }

    @Test func `revisions of git are compared with the files, and with one another`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write("a.yaml", flow)
      try git(["init", "-q"], folder)
      try git(["add", "a.yaml"], folder)
      try git(["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qm", "one"], folder)
      try folder.write("a.yaml", flow.replacing("Hello there.", with: "Good day."))
      let child = try Child(["diff", "--git", "HEAD", "a.yaml"], folder: folder.path)
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text.contains("now says “Good day.”"), "\(child.text)")
      let named = try Child(["diff", "HEAD:a.yaml", "HEAD:a.yaml"], folder: folder.path)
      #expect(await named.exitCode() == 0, "\(named.text)")
      #expect(named.text == "no change that anybody notices", "\(named.text)")
      try git(["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qam", "two"], folder)
      let range = try Child(["diff", "--git", "HEAD~1..", "a.yaml"], folder: folder.path)
      #expect(await range.exitCode() == 0, "\(range.text)")
      #expect(range.text.contains("now says “Good day.”"), "\(range.text)")
      let back = try Child(["diff", "--git", "HEAD..HEAD~1", "a.yaml"], folder: folder.path)
      #expect(await back.exitCode() == 0, "\(back.text)")
      #expect(back.text.contains("now says “Hello there.”"), "\(back.text)")
      for (arguments, complaint) in [
        (["--git", "nowhere", "a.yaml"], "flowctl: git knows no revision `nowhere`"),
        (
          ["--git", "HEAD", "b.yaml"],
          "flowctl: there is no file or folder `b.yaml`, neither before nor now"
        ),
        (["HEAD:b.yaml", "a.yaml"], "flowctl: there is no file or folder `b.yaml` in `HEAD`"),
        (["--git", "HEAD..nowhere", "a.yaml"], "flowctl: git knows no revision `nowhere`"),
        (["--git", "HEAD..HEAD..HEAD", "a.yaml"], nil),
        (["--git", "--output=x", "a.yaml"], nil), (["nowhere", path], nil),
      ] as [([String], String?)] {
        let child = try Child(["diff"] + arguments, folder: folder.path)
        #expect(await child.exitCode() == 2, "\(child.text)")
        if let complaint { #expect(child.text == complaint) }
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/x"))
    }

    @Test func `what a branch changes is told from where it began`() async throws {
      let folder = try TemporaryFolder()
      func commit(_ text: String) throws {
        try folder.write("a.yaml", text)
        try git(["add", "a.yaml"], folder)
        try git(["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qm", "x"], folder)
      }
      try git(["init", "-q", "-b", "trunk"], folder)
      try commit(flow)
      try git(["branch", "topic"], folder)
      try commit(flow.replacing("Hello there.", with: "Good day."))
      try git(["checkout", "-q", "topic"], folder)
      try commit(flow.replacing("Hello there.", with: "Good night."))
      let change = "now says “Good night.” instead of saying “Hello there.”"
      for range in ["trunk...topic", "trunk..."] {
        let child = try Child(["diff", "--git", range, "a.yaml"], folder: folder.path)
        #expect(await child.exitCode() == 0, "\(child.text)")
        #expect(child.text.contains(change), "\(child.text)")
      }
      try folder.write("new/b.yaml", flow.replacing("flow: a", with: "flow: b"))
      try git(["add", "new"], folder)
      try git(["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qm", "x"], folder)
      let new = try Child(["diff", "--git", "trunk...", "new"], folder: folder.path)
      #expect(await new.exitCode() == 0, "\(new.text)")
      #expect(new.text.contains("b"), "\(new.text)")
      let gone = try Child(
        ["diff", "--git", "topic..trunk", "new", "--breaking"],
        folder: folder.path
      )
      #expect(await gone.exitCode() == 1, "\(gone.text)")
      try git(["checkout", "-q", "--orphan", "other"], folder)
      try commit(flow.replacing("hangUp", with: "hngUp"))
      let apart = try Child(["diff", "--git", "trunk...", "a.yaml"], folder: folder.path)
      #expect(await apart.exitCode() == 2, "\(apart.text)")
      let complaint = "flowctl: git knows no commit that `trunk` and `HEAD` have in common"
      #expect(apart.text == complaint)
      let broken = try Child(["diff", "--git", "trunk..other", "a.yaml"], folder: folder.path)
      #expect(await broken.exitCode() == 1, "\(broken.text)")
      #expect(broken.text.contains("--> other:a.yaml:8:"), "\(broken.text)")
    }

    private func git(_ arguments: [String], _ folder: TemporaryFolder) throws {
      let identifier = try spawnProgram("git", ["-C", folder.path] + arguments)
      var status: Int32 = 0
      waitpid(identifier, &status, 0)
      try #require(status == 0)
    }
  }
}
