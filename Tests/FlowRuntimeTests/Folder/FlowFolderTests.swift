import Diagnostics
import FlowLanguage
import Foundation
import TestSupport
import Testing

@testable import FlowRuntime

@Suite struct FlowFolderTests {
  private func read(_ path: String) throws -> FolderReading {
    try FlowFolder(at: path).read(environment: nil, requiresValues: false, zones: SystemZones())
  }

  private func names(_ reading: FolderReading, in folder: TemporaryFolder) -> [String] {
    reading.sources.files.map { String($0.path.dropFirst(folder.path.count + 1)) }
  }

  @Test func `flows and the configuration are read, in the order of their paths`() async throws {
    try await TemporaryFolder.use { folder in
      for name in [
        "b.yml", "a.yaml", "flowctl.yaml", "sub/c.yaml", "a.call.yaml",
        "a.test.yaml", "sub/b.test.yml", "callers.yaml", "sub/a.callers.yaml",
        "notes.txt", ".hidden.yaml", ".git/d.yaml", "yaml",
      ] {
        try folder.write("flow: x", to: name)
      }
      let reading = try read(folder.path)
      #expect(names(reading, in: folder) == ["a.yaml", "b.yml", "flowctl.yaml", "sub/c.yaml"])
      #expect(reading.findings.isEmpty)
      let tests = reading.tests.map { String($0.path.dropFirst(folder.path.count + 1)) }
      #expect(tests == ["a.test.yaml", "sub/b.test.yml"])
      let callers = reading.callers.map { String($0.path.dropFirst(folder.path.count + 1)) }
      #expect(callers == ["callers.yaml", "sub/a.callers.yaml"])
    }
  }

  @Test func `a file of tests is read with the flows of its folder, and with no other tests`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      for name in ["a.yaml", "a.test.yaml", "b.test.yaml"] { try folder.write("flow: x", to: name) }
      let reading = try read(folder.path("b.test.yaml"))
      #expect(names(reading, in: folder) == ["a.yaml"])
      #expect(reading.tests.map(\.path) == [folder.path("b.test.yaml")])
      #expect(try read(folder.path("a.yaml")).tests.isEmpty)
      let watched = FolderSnapshot(of: try FlowFolder(at: folder.path), includesTests: true)
      let served = FolderSnapshot(of: try FlowFolder(at: folder.path))
      try folder.write("flow: longer", to: "a.test.yaml")
      let now = try FlowFolder(at: folder.path)
      #expect(FolderSnapshot(of: now, includesTests: true) != watched)
      #expect(FolderSnapshot(of: now) == served)
    }
  }

  @Test func `descriptions that services name are read, wherever they are, and are no flows`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      let services = "{ a: { url: u, api: ../api/a.json }, b: { url: u, api: b.yaml } }"
      let flow = "flow: x\nservices: \(services)"
      try folder.write(flow, to: "flows/a.yaml")
      try folder.write("openapi: 3.0.0", to: "flows/b.yaml")
      try folder.write("{}", to: "api/a.json")
      try folder.write("{}", to: "api/other.json")
      let all = ["flows/a.yaml", "flows/b.yaml", "api/a.json"]
      #expect(names(try read(folder.path("flows")), in: folder) == all)
      #expect(try FlowFolder(at: folder.path("flows")).paths() == [folder.path("flows/a.yaml")])
      let one = names(try read(folder.path("flows/a.yaml")), in: folder)
      #expect(one == ["flows/a.yaml", "api/a.json", "flows/b.yaml"])
      let before = FolderSnapshot(of: try FlowFolder(at: folder.path))
      try folder.write("{ }", to: "api/a.json")
      #expect(FolderSnapshot(of: try FlowFolder(at: folder.path)) != before)
    }
  }

  @Test func `a link to a folder is left alone, a link to a file is followed`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("flow: x", to: "..data/a.yaml")
      let manager = FileManager.default
      try manager.createSymbolicLink(
        atPath: folder.path("a.yaml"),
        withDestinationPath: "..data/a.yaml"
      )
      try manager.createSymbolicLink(atPath: folder.path("loop"), withDestinationPath: ".")
      let reading = try read(folder.path)
      #expect(names(reading, in: folder) == ["a.yaml"])
      #expect(reading.sources.files.first?.bytes == Array("flow: x".utf8))
    }
  }

  @Test func `a folder without flows is a finding that names it`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("environments: {}", to: "flowctl.yaml")
      let findings = try read(folder.path).findings
      #expect(findings.map(\.code) == [.noFlows])
      #expect(findings.first?.message == "there are no flows in `\(folder.path)`")
    }
  }

  @Test func `what is no file is a finding, and the rest is read`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("flow: x", to: "a.yaml")
      #expect(mkfifo(folder.path("pipe.yaml"), 0o600) == 0)
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("gone.yaml"),
        withDestinationPath: "nowhere"
      )
      let reading = try read(folder.path)
      #expect(names(reading, in: folder) == ["a.yaml"])
      #expect(
        reading.findings.map(\.message) == [
          "`\(folder.path)/gone.yaml` cannot be read: no such file or directory",
          "`\(folder.path)/pipe.yaml` cannot be read: it is not a file",
        ]
      )
    }
  }

  @Test func `no more of a file is read than the parser needs to refuse it`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(String(repeating: "[", count: 3 << 20), to: "a.yaml")
      #expect(try read(folder.path).sources.files.first?.bytes.count == FolderLimits.fileBytes)
    }
  }

  @Test func `one file is read with the configuration above it`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("", to: ".git/HEAD")
      try folder.write("environments: {}", to: "flowctl.yaml")
      try folder.write("flow: x", to: "deep/er/a.yaml")
      try folder.write("flow: y", to: "deep/er/b.yaml")
      let reading = try read(folder.path("deep/er/a.yaml"))
      #expect(names(reading, in: folder) == ["deep/er/a.yaml", "flowctl.yaml"])
    }
  }

  @Test func `a configuration above the first repository is another project's`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("environments: {}", to: "flowctl.yaml")
      try folder.write("", to: "repository/.git/HEAD")
      try folder.write("flow: x", to: "repository/flows/a.yaml")
      let reading = try read(folder.path("repository/flows/a.yaml"))
      #expect(names(reading, in: folder) == ["repository/flows/a.yaml"])
    }
  }

  @Test func `a folder within a project is read with its configuration and what belongs to it`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      try folder.write("environments: {}", to: "flowctl.yaml")
      try folder.write("flow: a\nblocks: { main: [run: { flow: shared }] }", to: "team/a.yaml")
      try folder.write("flow: shared", to: "common/shared.yaml")
      try folder.write("flow: other\nroutes: []", to: "common/other.yaml")
      try folder.write("test: other", to: "tests/other.test.yaml")
      let team = try FlowFolder(at: folder.path("team"))
      #expect(team.root == folder.path && team.scope == .folder(folder.path("team")))
      let reading = try read(folder.path("team"))
      #expect(names(reading, in: folder) == ["common/shared.yaml", "flowctl.yaml", "team/a.yaml"])
      #expect(try team.paths() == [folder.path("team/a.yaml")])
      #expect(team.contains(folder.path("team/a.yaml")))
      #expect(!team.contains(folder.path("common/shared.yaml")))
      let tests = try read(folder.path("tests"))
      #expect(names(tests, in: folder) == ["common/other.yaml", "flowctl.yaml"])
      #expect(tests.tests.map(\.path) == [folder.path("tests/other.test.yaml")])
      #expect(try FlowFolder(at: folder.path("team/..")).scope == .project)
    }
  }

  @Test func `projects are read one by one`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("environments: {}", to: "b/flowctl.yaml")
      try folder.write("environments: {}", to: "a/flowctl.yaml")
      try folder.write("flow: x", to: "a/x.yaml")
      let folders = [folder.path("a"), folder.path("b")]
      #expect(throws: FolderError.otherProjects(of: folder.path, isProject: false, folders)) {
        try read(folder.path)
      }
      #expect(names(try read(folder.path("a")), in: folder) == ["a/flowctl.yaml", "a/x.yaml"])
      #expect(try FlowFolder(at: folder.path).paths().count == 3)
      try folder.write("environments: {}", to: "flowctl.yaml")
      #expect(throws: FolderError.otherProjects(of: folder.path, isProject: true, folders)) {
        try read(folder.path)
      }
    }
  }

  @Test func `a project's file by another name is told of`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("environments: {}", to: "flowctl.yml")
      try folder.write("flow: x", to: "x.yaml")
      let error = FolderError.misnamed(path: folder.path("flowctl.yml"))
      #expect(throws: error) { try read(folder.path) }
      #expect(throws: error) { try read(folder.path("flowctl.yml")) }
    }
  }

  @Test(arguments: [
    ("flowctl.yaml", "environments"), ("a.test.yaml", "scenarios"),
    ("callers.yaml", "who calls in a simulation"), ("a.call.yaml", "a caller's script"),
    ("a.yaml", nil), ("call.yaml", nil), ("test.yml", nil), ("api.json", nil),
  ])
  func `a file that holds something else than a flow is no flow`(
    name: String,
    content: String?
  ) async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("flow: x", to: name)
      let place = try FlowFolder(at: folder.path(name))
      guard let content else { return try place.requireFlow() }
      #expect(throws: FolderError.noFlow(path: folder.path(name), content: content)) {
        try place.requireFlow()
      }
    }
  }

  @Test func `a path that is not there is an error`() {
    #expect(throws: FolderError.missing(path: "/nowhere/at/all")) {
      try FlowFolder(at: "/nowhere/at/all")
    }
  }
}

@Suite(.hangLimit)
struct FolderWatcherTests {
  @Test func `several changes in a row are told once`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("flow: x", to: "a.yaml")
      let clock = ManualClock()
      let watcher = FolderWatcher(try FlowFolder(at: folder.path), time: clock.hostTime)
      var changes = watcher.makeAsyncIterator()
      try folder.write("flow: xyz", to: "a.yaml")
      async let change: Void? = changes.next()
      await clock.pass(.seconds(1))
      await clock.untilSomebodySleeps(for: .milliseconds(100))
      try folder.write("flow: b", to: "b.yaml")
      await clock.pass(.milliseconds(100))
      await clock.pass(.milliseconds(100))
      #expect(await change != nil)
    }
  }

  @Test(arguments: ["new.yaml", "a.yaml", "flowctl.yaml"])
  func `a file that is new, changed or a configuration is seen`(name: String) async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("flow: x", to: "a.yaml")
      let project = try FlowFolder(at: folder.path)
      let before = FolderSnapshot(of: project)
      #expect(FolderSnapshot(of: project) == before)
      try folder.write("something longer", to: name)
      #expect(FolderSnapshot(of: project) != before)
    }
  }

  @Test func `a file that is removed is seen, one that is no flow is not`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("flow: x", to: "a.yaml")
      let project = try FlowFolder(at: folder.path)
      let before = FolderSnapshot(of: project)
      try folder.write("text", to: "notes.txt")
      #expect(FolderSnapshot(of: project) == before)
      try FileManager.default.removeItem(atPath: folder.path("a.yaml"))
      #expect(FolderSnapshot(of: project) != before)
    }
  }
}
