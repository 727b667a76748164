import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What docs/first-call.md shows of this program is what the program prints.
  @Suite struct FirstCallTests {
    private let page: String

    init() throws {
      page = try String(
        contentsOf: packageRoot.appending(path: "docs/first-call.md"),
        encoding: .utf8
      )
    }

    /// What stands in fences of a language, in order.
    private func fences(_ language: String) -> [String] {
      page.components(separatedBy: "\n```\(language)\n").dropFirst().map {
        $0.components(separatedBy: "\n```")[0]
      }
    }

    /// What is shown below a command; nil where the page does not have the command.
    private func shown(_ command: String) -> [Substring]? {
      for fence in fences("console") {
        let lines = fence.split(separator: "\n")
        guard let start = lines.firstIndex(of: "$ \(command)") else { continue }
        return Array(lines[(start + 1)...].prefix { !$0.hasPrefix("$ ") })
      }
      return nil
    }

    /// Runs a command of the page where its files are, and compares what is printed with what is
    /// shown: `…` stands for any lines.
    private func check(
      _ command: String,
      in folder: TemporaryFolder,
      _ arguments: [String] = [],
      environment: [String: String] = [:],
      _ known: [(found: String, written: String)] = []
    ) async throws {
      let words = command.split(separator: " ").dropFirst().map(String.init).prefix { $0 != ">" }
      let inFolder = words.map { word in
        ["flows", "deployment.yaml"].contains(word)
          ? "\(folder.path)/\(word)" : known.first { $0.written == word }?.found ?? word
      }
      let child = try Child(inFolder + arguments, environment: environment)
      _ = await child.exitCode()
      var printed = child.text
      for (found, written) in known { printed.replace(found, with: written) }
      let lines = try #require(shown(command), "the page does not have \(command)")
      if let line = firstUnprinted(of: lines, in: printed.split(separator: "\n")) {
        Issue.record("\(command) does not print \(line)\n\(printed)")
      }
    }

    /// The files of the page, and the deployment as it is once all ids are known.
    private func folder(isComplete: Bool = false) throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      let yaml = fences("yaml")
      let flows = folder.url.appending(path: "flows")
      try FileManager.default.createDirectory(at: flows, withIntermediateDirectories: true)
      try folder.write("flows/hello.yaml", try #require(yaml.first { $0.hasPrefix("flow:") }))
      var deployment = try #require(yaml.first { $0.hasPrefix("publicUrl:") })
      if isComplete {
        deployment.replace(
          "dataLocation: United States",
          with: "dataLocation: United States\n  resourceId: bb567890-1234-1234-1234-bbb123456789"
        )
        deployment.replace(
          "{ name: contosoCalls }",
          with: "{ name: contosoCalls, application: aa123456-1234-1234-1234-aaa123456789 }"
        )
        deployment.replace(
          "numberType: CallingPlan",
          with: "numberType: CallingPlan\n    objectId: cc123456-5678-5678-1234-ccc123456789"
        )
      }
      try folder.write("deployment.yaml", deployment)
      return folder
    }

    @Test(.hangLimit) func `the files of the page are clean`() async throws {
      let folder = try folder()
      try await check("flowctl validate flows", in: folder)
      for persona in ["developer", "admin"] {
        let file = persona == "admin" ? "teams-admin" : persona
        let command = "flowctl provision deployment.yaml --for \(persona) --format powershell"
        try await check("\(command) > \(file).ps1", in: folder)
      }
      try await check("flowctl provision deployment.yaml --for admin", in: folder)
    }

    @Test(.hangLimit) func `what the first flow does under dev`() async throws {
      let folder = try folder()
      let caller = try folder.write(
        "caller.call.yaml",
        try #require(fences("yaml").first { $0.hasPrefix("caller:") })
      )
      let child = try Child([
        "dev", "\(folder.path)/flows", "--once", "--call", caller, "--listen", "127.0.0.1:0",
        "--emulator", "127.0.0.1:0",
      ])
      #expect(await child.exitCode() == 0, "\(child.text)")
      // Which call it is, and when, is another each time.
      func tellings(_ all: [Substring]) -> [Substring] {
        all.filter { $0 == "…" || $0.prefix(6).allSatisfy(\.isHexDigit) }.map {
          $0 == "…" ? $0 : $0.dropFirst("bc235a    0.693  ".count)
        }
      }
      let lines = try #require(shown("flowctl dev flows --once --call caller.call.yaml"))
      let missing = firstUnprinted(
        of: tellings(lines),
        in: tellings(child.text.split(separator: "\n"))
      )
      #expect(missing == nil, "\(missing ?? "")\n\(child.text)")
    }

    @Test(.hangLimit) func `what step 8 and the check print`() async throws {
      let folder = try folder(isComplete: true)
      let cloud = CloudAnswers()
      let assignments = AssignmentService()
      try await withServer(assignments.respond(to:)) { service in
        try await withServer(cloud.respond(to:)) { base in
          cloud.setWell(base)
          cloud.set(CloudAnswers.subscriptions, #"{"value":[]}"#)
          let environment = [
            "GRAPH_TOKEN": "a-token", "AZURE_TOKEN": "a-token",
            "ACS_CONNECTION_STRING": "endpoint=\(service)/;accesskey=AAECAw==",
            "https_proxy": "http://127.0.0.1:1", "no_proxy": "127.0.0.1",
          ]
          let ids = "87d349ed-44d7-43e1-9a83-5f2406dee5bd cc123456-5678-5678-1234-ccc123456789"
          try await check(
            "flowctl teams assign \(ids)",
            in: folder,
            environment: environment
          )
          try await check(
            "flowctl provision deployment.yaml --check",
            in: folder,
            ["--graph", base, "--azure", base],
            environment: environment
          )
        }
      }
    }

    @Test(.hangLimit) func `what the doctor says of the server`() async throws {
      let folder = try folder()
      let flows = try TemporaryFolder()
      try flows.write("hello.yaml", try #require(fences("yaml").first { $0.hasPrefix("flow:") }))
      let deployment = try await Deployment(flows)
      // The emulator's URL is no https, and says so first.
      let plain = "fail  public URL: \(deployment.url) is not https\n"
      try await check(
        "flowctl doctor flows --public-url https://calls.contoso.com",
        in: folder,
        deployment.proofArguments,
        environment: deployment.environment,
        [
          (plain, ""), ("      breaks: the service calls back by https alone\n", ""),
          ("      do: put a reverse proxy with a certificate before the server\n", ""),
          (deployment.url, "https://calls.contoso.com"),
          (deployment.service, "https://contoso.unitedstates.communication.azure.com"),
        ]
      )
      await deployment.stop()
    }
  }
}
