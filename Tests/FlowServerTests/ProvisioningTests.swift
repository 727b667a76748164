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
