import Foundation
import ProjectTemplates
import TestSupport
import Testing

/// The templates that the program has are those of the folder `templates`.
@Suite struct TemplateTests {
  @Test func `the files in the program are those in the folder`() throws {
    var text = """
      // swift-format-ignore-file
      // Written from templates/ by UPDATE_FIXTURES=1, and never by hand.

      /// The files of `templates` by template and name.
      let templateFiles: [String: [String: String]] = [

      """
    for template in ProjectTemplate.allCases {
      text += "  \"\(template.rawValue)\": [\n"
      for name in try names(of: template) {
        let page = try contents(of: template, name)
        text += "    \"\(name)\":\n      #\"\"\"\n\(literal(page))      \"\"\"#,\n"
      }
      text += "  ],\n"
    }
    let difference = try checkGolden("Sources/ProjectTemplates/TemplateFiles.swift", text + "]\n")
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test(arguments: ProjectTemplate.allCases)
  func `a template is whole`(template: ProjectTemplate) throws {
    let names = template.files.map(\.name)
    #expect(names == (try self.names(of: template)))
    for file in template.files {
      #expect(file.text == (try contents(of: template, file.name)), "\(file.name)")
    }
    let name = template.rawValue
    for needed in ["flowctl.yaml", "\(name).yaml", "\(name).test.yaml", "\(name).call.yaml"] {
      #expect(names.contains(needed), "\(needed)")
    }
    #expect(template.trial.contains { names.contains($0) })
  }

  @Test func `every folder of templates is a template`() throws {
    let folders = try FileManager.default
      .contentsOfDirectory(atPath: packageRoot.appending(path: "templates").path)
    #expect(folders.sorted() == ProjectTemplate.allCases.map(\.rawValue).sorted())
  }

  private func names(of template: ProjectTemplate) throws -> [String] {
    let folder = packageRoot.appending(path: "templates/\(template.rawValue)")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func contents(of template: ProjectTemplate, _ name: String) throws -> String {
    let file = packageRoot.appending(path: "templates/\(template.rawValue)/\(name)")
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// A text between the quotes of a literal; its end of line is kept by an empty last line.
  private func literal(_ page: String) -> String {
    page.components(separatedBy: "\n").map { $0.isEmpty ? "\n" : "      \($0)\n" }.joined()
  }
}
