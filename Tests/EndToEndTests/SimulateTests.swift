import Foundation
import Testing

extension EndToEnd {
  /// `flowctl simulate` as an author sees it.
  @Suite struct SimulateTests {
    private func project() throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      _ = try folder.write("sample.yaml", sampleFlow())
      _ = try folder.write("flowctl.yaml", sampleEnvironment)
      return folder
    }

    @Test func `many calls are told as tables and as a page, the same each time`() async throws {
      let folder = try project()
      _ = try folder.write(
        "callers.yaml",
        "simulate: sample\nchoices: { support: 3, silence: 1 }\n"
          + "parties: { alice: { accepts: 1, declines: 1 } }\n"
      )
      let page = folder.path + "/calls.html"
      let arguments = ["simulate", folder.path + "/sample.yaml", "--calls", "50", "--html", page]
      let one = try Child(arguments)
      #expect(await one.exitCode() == 0, "\(one.text)")
      #expect(one.text.hasPrefix("50 calls of sample, seed 1"), "\(one.text)")
      let again = try Child(arguments)
      #expect(await again.exitCode() == 0)
      #expect(one.text == again.text)
      let other = try Child(arguments + ["--seed", "2"])
      #expect(await other.exitCode() == 0)
      #expect(one.text != other.text)
      #expect(try String(contentsOfFile: page, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
    }

    @Test func `a page is written over nothing that was read`() async throws {
      let folder = try project()
      _ = try folder.write("callers.yaml", "simulate: sample\n")
      for name in ["sample.yaml", "flowctl.yaml", "callers.yaml"] {
        let path = folder.path + "/" + name
        let before = try String(contentsOfFile: path, encoding: .utf8)
        let child = try Child(
          ["simulate", folder.path + "/sample.yaml", "--calls", "1", "--html", path]
        )
        #expect(await child.exitCode() == 2, "\(child.text)")
        #expect(child.text.contains("is among what is simulated"), "\(child.text)")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == before)
      }
    }

    @Test(arguments: [
      (
        "simulate: sample\nchoices: { suport: 1 }\n", "callers.yaml:2:12", "did you mean `support`?"
      ),
      ("simulate: sample\ntalk: { 1m: -2 }\n", "callers.yaml:2:13", "a weight is from 0"),
      ("simulate: sample\npatience: { 1m: 0 }\n", "callers.yaml:2:11", "sum to nothing"),
    ])
    func `validate and simulate say what is wrong with callers, and where`(
      callers: String,
      place: String,
      message: String
    ) async throws {
      let folder = try project()
      _ = try folder.write("callers.yaml", callers)
      for command in [["validate", folder.path], ["simulate", folder.path + "/sample.yaml"]] {
        let child = try Child(command)
        #expect(await child.exitCode() == 1, "\(child.text)")
        #expect(child.text.contains(place) && child.text.contains(message), "\(child.text)")
      }
    }

    @Test func `wrong arguments are plain errors`() async throws {
      let folder = try project()
      _ = try folder.write("callers.yaml", "simulate: sample\n")
      for (arguments, expected) in [
        ([folder.path], "is a folder"), ([folder.path + "/nothing.yaml"], "nothing.yaml"),
        ([folder.path + "/sample.yaml", "--calls", "0"], "--calls takes"),
        ([folder.path + "/sample.yaml", "--callers", "nobody.yaml"], "cannot be read"),
        ([folder.path + "/sample.yaml", "--html", "/nowhere/a.html"], "cannot be written"),
      ] {
        let child = try Child(["simulate"] + arguments)
        #expect(await child.exitCode() == 2, "\(child.text)")
        #expect(child.text.contains(expected), "\(child.text)")
      }
    }
  }
}
