import CallAutomation
import Testing

@Suite struct RecordingLocationTests {
  private let service: ServiceEndpoint
  private let emulator: ServiceEndpoint

  init() throws {
    service = try ServiceEndpoint(parsing: "https://contoso.unitedstates.communication.azure.com")
    emulator = try ServiceEndpoint(parsing: "http://127.0.0.1:18090")
  }

  @Test(arguments: [
    "https://us-api.asm.skype.com/v1/objects/0-eus/content/audio",
    "https://US-prod.asyncgw.teams.microsoft.com/v1/objects/0",
    "https://gov-1.ams.gov.teams.microsoft.us/x",
  ])
  func `files lie at the service's hosts`(url: String) {
    #expect(RecordingLocation(url, of: service) != nil)
  }

  @Test(arguments: [
    "http://us-api.asm.skype.com/v1", "https://asm.skype.com/v1", "https://evil.example/v1",
    "https://evil.example/.asm.skype.com", "https://evil.example#.asm.skype.com",
    "https://evil.example?x=.asm.skype.com", "https://user@evil.example:1/.asm.skype.com",
    "https://a.asm.skype.com@evil.example/", "https://a.asm.skype.com:8443/x",
    "https://a.asm.skype.com.evil.example/", "https://evil.example\\.asm.skype.com/", "",
    "https://", "file:///etc/passwd", "https://169.254.169.254/.asm.skype.com",
    "https://a.asm.skype.com/x\r\ny: z", "https://evilasm.skype.com/",
  ])
  func `and nowhere else: a request bears the resource's credential`(url: String) {
    #expect(RecordingLocation(url, of: service) == nil)
    #expect(RecordingLocation(url, of: emulator) == nil)
  }

  @Test func `a request says whose files they are, and which part it wants`() throws {
    let url = "https://us-api.asm.skype.com/v1/objects/0/content/audio?a=%2F#f"
    let location = try #require(RecordingLocation(url, of: service))
    #expect(location.base == "https://us-api.asm.skype.com")
    let request = location.request("GET", of: service, bytes: 0...9)
    #expect(request.target == "/v1/objects/0/content/audio?a=%2F")
    #expect(request.header("x-ms-host") == "contoso.unitedstates.communication.azure.com")
    #expect(request.header("Range") == "bytes=0-9")
    #expect(location.request("DELETE", of: service).header("Range") == nil)
    #expect(RecordingLocation(url, of: emulator)?.base == "http://127.0.0.1:18090")
  }
}
