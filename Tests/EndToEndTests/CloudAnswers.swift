import Foundation
import HTTPTransport
import Synchronization

/// Answers of Microsoft Graph and of Azure's management API, by the beginning of what is asked; the
/// last one set counts.
final class CloudAnswers: Sendable {
  static let application = "aa123456-1234-1234-1234-aaa123456789"
  static let account = "cc123456-5678-5678-1234-ccc123456789"
  static let resource = "bb567890-1234-1234-1234-bbb123456789"
  /// Graph's list of resource accounts.
  static let accounts = "/beta/admin/teams/resourceAccounts"
  private static let group =
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/contoso-calls/providers"
  /// The Communication Services resource in Azure.
  static let service = group + "/Microsoft.Communication/communicationServices/contoso"
  /// Its list of Event Grid's subscriptions, up to the query.
  static let subscriptions = service + "/providers/Microsoft.EventGrid/eventSubscriptions?"
  /// The bot in Azure.
  static let bot = group + "/Microsoft.BotService/botServices/contosoCalls"
  /// The AI resource's assignments of roles.
  static let roles =
    group + "/Microsoft.CognitiveServices/accounts/contoso-ai/providers/"
    + "Microsoft.Authorization/roleAssignments?"
  /// The role that the resource needs there.
  static let role =
    #"{"properties":{"roleDefinitionId":"/x/A97B65F3-24c7-4388-baec-2e87135dc908"}}"#
  /// The application in the tenant of Teams.
  static let principal = "/v1.0/servicePrincipals(appId='\(application)')"

  static let graphAccount = """
    {"id":"\(account)","userPrincipalName":"Support@contoso.com","appId":"\(application)",\
    "phoneNumber":"tel:+12065551212","acsResourceId":"\(resource)"}
    """

  private let table: Mutex<[(asked: String, status: Int, body: String)]> = Mutex([])

  func set(_ asked: String, _ body: String, status: Int = 200) {
    table.withLock { $0.insert((asked, status, body), at: 0) }
  }

  func respond(to request: HTTPRequest) -> HTTPResponse {
    guard request.headers["Authorization"] == "Bearer a-token" else {
      return .json(401, Array(#"{"error":{"message":"who are you"}}"#.utf8))
    }
    let answer = table.withLock { table in table.first { request.target.hasPrefix($0.asked) } }
    let body = answer?.body ?? #"{"error":{"message":"none"}}"#
    return .json(answer?.status ?? 404, Array(body.utf8))
  }

  /// All as it is where all is done; the account and the subscription are on second pages.
  func setWell(_ base: String) {
    set(
      Self.accounts + "?$filter=" + "appid%20eq%20%27\(Self.application)%27",
      #"{"value":[{"id":"other"}],"@odata.nextLink":"\#(base)\#(Self.accounts)?page=2"}"#
    )
    set(Self.accounts + "?page=2", #"{"value":[\#(Self.graphAccount)]}"#)
    set(
      Self.service + "?api-version=",
      #"{"identity":{"principalId":"p1"},"properties":{"immutableResourceId":"\#(Self.resource)"}}"#
    )
    set(
      Self.roles + "api-version=2022-04-01&$filter=principalId%20eq%20%27p1%27",
      #"{"value":[\#(Self.role)]}"#
    )
    set(Self.bot + "?api-version=", #"{"properties":{"msaAppId":"\#(Self.application)"}}"#)
    set(
      Self.bot + "/channels/MsTeamsChannel?api-version=",
      #"{"properties":{"channelName":"MsTeamsChannel","properties":{"isEnabled":true}}}"#
    )
    set(Self.principal + "?$select=", #"{"id":"o1","displayName":"contosoCalls"}"#)
    set(
      Self.principal + "/oauth2PermissionGrants",
      #"{"value":[\#(Self.grant("TeamsResourceAccount.Read.All TeamsExtension.ManageCalls"))]}"#
    )
    let list = Self.subscriptions
    set(list + "api-version=", #"{"value":[],"nextLink":"\#(base)\#(list)page=2"}"#)
    let events = ["IncomingCall", "RecordingFileStatusUpdated"]
    set(
      list + "page=2",
      #"{"value":[\#(Self.subscription(minutes: 1, events: events))]}"#
    )
  }

  /// What Azure lists where a token may see a resource and an AI resource.
  func setSubscriptions(host: String, endpoint: String, resource: String = resource) {
    let id = "11111111-2222-3333-4444-555555555555"
    set("/subscriptions?api-version=", #"{"value":[{"subscriptionId":"\#(id)"}]}"#)
    let providers = "/subscriptions/\(id)/providers"
    set(
      "\(providers)/Microsoft.Communication/communicationServices?api-version=",
      #"""
      {"value":[{"id":"\#(Self.service)","identity":{"principalId":"p1"},\#
      "properties":{"hostName":"\#(host)","immutableResourceId":"\#(resource)"}}]}
      """#
    )
    set(
      "\(providers)/Microsoft.CognitiveServices/accounts?api-version=",
      #"""
      {"value":[{"id":"\#(Self.group)/Microsoft.CognitiveServices/accounts/contoso-ai",\#
      "properties":{"endpoint":"\#(endpoint)"}}]}
      """#
    )
  }

  /// What an administrator consented to.
  static func grant(_ scopes: String, type: String = "AllPrincipals") -> String {
    #"{"consentType":"\#(type)","scope":"\#(scopes)"}"#
  }

  /// A subscription that leads to the server, as Azure tells of it: without the secret of its URL.
  static func subscription(
    _ url: String = "https://calls.contoso.com",
    minutes: Int = 1,
    attempts: Int = 2,
    state: String = "Succeeded",
    events: [String]
  ) -> String {
    let types = events.map { #""Microsoft.Communication.\#($0)""# }.joined(separator: ",")
    return #"""
      {"name":"flowctl","properties":{"provisioningState":"\#(state)","destination":\#
      {"endpointType":"WebHook","properties":{"endpointUrl":null,"endpointBaseUrl":\#
      "\#(url)/api/incomingCall"}},"filter":{"includedEventTypes":[\#(types)]},\#
      "retryPolicy":{"maxDeliveryAttempts":\#(attempts),"eventTimeToLiveInMinutes":\#(minutes)}}}
      """#
  }
}
