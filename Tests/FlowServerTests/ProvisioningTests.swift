import Diagnostics
import FlowLanguage
import Foundation
import TestSupport
import Testing

@testable import FlowServer

/// What `flowctl provision` prints, by the deployments under Tests/Provisioning.
@Suite struct ProvisioningTests {
  private static let folder = "Tests/Provisioning"

  private func read(_ name: String) throws -> (Deployment?, [Diagnostic], SourceFiles) {
    let path = "\(Self.folder)/\(name).yaml"
    let text = try String(contentsOf: packageRoot.appending(path: path), encoding: .utf8)
    var files = SourceFiles()
    let file = SourceFile(id: files.unusedID, name: path, text: text)
    files.add(file)
    let (deployment, findings) = readDeployment(file)
    return (deployment, findings, files)
  }

  private func plan(_ name: String) throws -> ProvisioningPlan {
    let (deployment, findings, files) = try read(name)
    #expect(findings.isEmpty, "\(renderText(findings, files: files, style: .plain))")
    return ProvisioningPlan(for: try #require(deployment))
  }

  @Test(arguments: ["contoso", "unknown-yet"])
  func `the page and both scripts of a deployment`(name: String) throws {
    let plan = try plan(name)
    for (file, text) in [
      ("\(name).md", plan.markdown()), ("\(name)-developer.ps1", plan.script(for: .developer)),
      ("\(name)-admin.ps1", plan.script(for: .administrator)),
    ] {
      let difference = try checkGolden("\(Self.folder)/\(file)", text)
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  @Test(arguments: Persona.allCases)
  func `a program that fails ends its script, which PowerShell does not do by itself`(
    persona: Persona
  ) throws {
    let lines = try plan("contoso").script(for: persona).split(separator: "\n")
    let calls = lines.indices.filter { lines[$0].hasPrefix("flowctl ") }
    #expect(calls.count == (persona == .developer ? 2 : 0))
    for call in calls {
      #expect(lines[call + 1].hasPrefix("if ($LASTEXITCODE) { throw "), "\(lines[call])")
    }
  }

  @Test func `what a step makes after a failure does not hang on what was made before it`() throws {
    for name in ["contoso", "unknown-yet"] {
      let lines = try plan(name).script(for: .developer).split(separator: "\n")
      let making = try #require(lines.firstIndex { $0.contains("  New-AzADServicePrincipal") })
      let asked = "if (-not (Get-AzADServicePrincipal -ApplicationId $applicationId "
      #expect(lines[making - 1].hasPrefix(asked))
      #expect(!lines.contains { $0.contains("New-AzADAppCredential") })
    }
  }

  @Test func `a page of one of the two has the numbers of the whole`() throws {
    let page = try plan("contoso").markdown(for: .administrator)
    #expect(page.contains("## 4. Teams Admin: Provision Resource Account"))
    #expect(!page.contains("CCaaS Developer:"))
  }

  @Test(arguments: ["broken", "mistaken"])
  func `what is wrong with a deployment is told with its place and a guess`(name: String) throws {
    let (deployment, findings, files) = try read(name)
    #expect(deployment == nil)
    let difference = try checkGolden(
      "\(Self.folder)/\(name).findings",
      renderText(findings, files: files, style: .plain)
    )
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func `nothing in a quoted text runs`() {
    #expect(powerShellQuoted("$(x) `n \"y\" $a") == "'$(x) `n \"y\" $a'")
    #expect(powerShellQuoted("a'; x; 'b") == "'a''; x; ''b'")
    // PowerShell takes these for the plain quote.
    #expect(powerShellQuoted("\u{2018}\u{2019}\u{201A}\u{201B}").unicodeScalars.count == 10)
    #expect(shellQuoted("a'b$c") == #"'a'\''b$c'"#)
    #expect(powerShellJoined("a'", "'b'", "c") == "'a''bc'")
    #expect(powerShellJoined("a", "$b", "c") == "'a' + $b + 'c'")
  }
}
