import Testing

extension EndToEnd {
  /// `flowctl when` as an author tries opening hours.
  @Suite struct WhenTests {
    @Test func `it says what hours are at a time, and why`() async throws {
      let child = try Child(["when", "flows/adatum-clinic.yaml", "2026-12-25T10:00"])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(
        child.text == """
          clinic: holiday
            Friday 2026-12-25 10:00 (UTC-07:00)
            under `closed:`: Christmas Day
            opens Monday 2026-12-28 08:00 (UTC-07:00)
          """
      )
    }

    @Test func `a time with a zone is one moment, a local one may not be shown`() async throws {
      let moment = try Child(["when", "flows/adatum-clinic.yaml", "2026-12-28T16:00:00Z"])
      #expect(await moment.exitCode() == 0, "\(moment.text)")
      #expect(moment.text.contains("Monday 2026-12-28 09:00 (UTC-07:00)"), "\(moment.text)")
      let brief = try Child(["when", "flows/adatum-clinic.yaml", "2026-12-28T21:30+05:30"])
      #expect(await brief.exitCode() == 0, "\(brief.text)")
      #expect(brief.text == moment.text)
      let local = try Child(["when", "flows/adatum-clinic.yaml", "2026-03-08T02:30"])
      #expect(await local.exitCode() == 0, "\(local.text)")
      #expect(local.text.hasSuffix("jump over 2026-03-08T02:30; this is after the jump"))
    }

    @Test(arguments: [
      (["flows/adatum-clinic.yaml", "noon"], "`noon` is no time"),
      (["flows/steps/hangUp.yaml", "now"], "there are no `hours:`"),
      (["/nowhere", "now"], "there is no file or folder"),
    ])
    func `wrong usage gives exit code 2 and says why`(
      arguments: [String],
      expected: String
    ) async throws {
      let child = try Child(["when"] + arguments)
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(child.text.contains(expected), "\(child.text)")
    }

    @Test func `a flow with errors has its findings, and no hours`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write("a.yaml", "flow: a\nblocks: { main: [goto: man] }\n")
      let child = try Child(["when", path])
      #expect(await child.exitCode() == 1, "\(child.text)")
      #expect(child.text.contains("error[unknown-name]"), "\(child.text)")
    }
  }
}
