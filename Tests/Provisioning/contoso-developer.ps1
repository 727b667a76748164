#Requires -Version 7.1
# contosoCalls: what the CCaaS Developer does, in order. It stops at the first error; run again, it makes nothing twice.
$ErrorActionPreference = 'Stop'

if (-not (Get-Command flowctl -ErrorAction SilentlyContinue)) {
  throw 'flowctl is not on this machine: run the script where it is installed'
}

# 1. CCaaS Developer: Deploy the Communication Services resource
#
# The data location has to match that of the Teams tenant.
# The AI resource speaks texts and understands words; the Communication Services resource uses it under an identity of its own. Its endpoint belongs into `cognitiveServicesEndpoint` of `flowctl.yaml`.
Install-Module Az.Accounts, Az.Resources, Az.Communication, Az.CognitiveServices, Az.BotService -Scope CurrentUser -AllowClobber
Connect-AzAccount -Subscription '11111111-2222-3333-4444-555555555555'
Register-AzResourceProvider -ProviderNamespace Microsoft.Communication
if (-not (Get-AzResourceGroup -Name 'contoso-calls' -ErrorAction SilentlyContinue)) {
  New-AzResourceGroup -Name 'contoso-calls' -Location 'eastus'
}
if (-not (Get-AzCommunicationService -ResourceGroupName 'contoso-calls' -Name 'contoso' -ErrorAction SilentlyContinue)) {
  New-AzCommunicationService -ResourceGroupName 'contoso-calls' -Name 'contoso' -Location 'global' -DataLocation 'United States'
}
$resourceId = (Get-AzCommunicationService -ResourceGroupName 'contoso-calls' -Name 'contoso').ImmutableResourceId
if (-not (Get-AzCognitiveServicesAccount -ResourceGroupName 'contoso-calls' -Name 'contoso-ai' -ErrorAction SilentlyContinue)) {
  New-AzCognitiveServicesAccount -ResourceGroupName 'contoso-calls' -Name 'contoso-ai' -Type CognitiveServices -SkuName S0 -Location 'eastus' -CustomSubdomainName 'contoso-ai'
}
$answer = Invoke-AzRestMethod -Method PATCH -Path '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/contoso-calls/providers/Microsoft.Communication/communicationServices/contoso?api-version=2023-04-01' -Payload '{"identity":{"type":"SystemAssigned"}}'
if ($answer.StatusCode -ge 300) { throw $answer.Content }
$identity = ($answer.Content | ConvertFrom-Json).identity
$ai = Get-AzCognitiveServicesAccount -ResourceGroupName 'contoso-calls' -Name 'contoso-ai'
if (-not (Get-AzRoleAssignment -ObjectId $identity.principalId -RoleDefinitionName 'Cognitive Services User' -Scope $ai.Id)) {
  New-AzRoleAssignment -ObjectId $identity.principalId -RoleDefinitionName 'Cognitive Services User' -Scope $ai.Id
}
$ai.Endpoint

# 2. CCaaS Developer: Provision the AppID (Application ID)
#
# It is registered; without `bot.application` in the file it would be registered anew.
# The application asks for two permissions, to which the Teams Admin consents in step 6.
$application = Get-AzADApplication -ApplicationId 'aa123456-1234-1234-1234-aaa123456789'
$applicationId = $application.AppId
if (-not (Get-AzADServicePrincipal -ApplicationId $applicationId -ErrorAction SilentlyContinue)) {
  New-AzADServicePrincipal -ApplicationId $applicationId
}
foreach ($wanted in @(
  @{ Application = 'aa123456-1234-1234-1234-aaa123456789'; Api = '00000003-0000-0000-c000-000000000000'; Permission = 'TeamsResourceAccount.Read.All' },
  @{ Application = 'aa123456-1234-1234-1234-aaa123456789'; Api = '1fd5118e-2576-4263-8130-9503064c837a'; Permission = 'TeamsExtension.ManageCalls' })) {
  $api = Get-AzADServicePrincipal -ApplicationId $wanted.Api
  if (-not $api) { $api = New-AzADServicePrincipal -ApplicationId $wanted.Api }
  $permission = $api.Oauth2PermissionScope | Where-Object Value -eq $wanted.Permission
  $asked = (Get-AzADApplication -ApplicationId $wanted.Application).RequiredResourceAccess
  if ($permission.Id -notin $asked.ResourceAccess.Id) {
    Add-AzADAppPermission -ApplicationId $wanted.Application -ApiId $wanted.Api -PermissionId $permission.Id -Type Scope
  }
}

# 3. CCaaS Developer: Create the Bot
#
# The bot only stands for the contact centre: its messaging endpoint can be any URL. It needs the channel of Teams: without it the service answers 403/10105 where agents are rung.
# What is printed last goes to the Teams Admin, who needs it in step 4.
Register-AzResourceProvider -ProviderNamespace Microsoft.BotService
if (-not (Get-AzBotService -ResourceGroupName 'contoso-calls' -Name 'contosoCalls' -ErrorAction SilentlyContinue)) {
  New-AzBotService -ResourceGroupName 'contoso-calls' -Name 'contosoCalls' -ApplicationId 'aa123456-1234-1234-1234-aaa123456789' -Location 'global' -Sku S1 -Description 'Takes calls of Teams phone'
}
$answer = Invoke-AzRestMethod -Method PUT -Path '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/contoso-calls/providers/Microsoft.BotService/botServices/contosoCalls/channels/MsTeamsChannel?api-version=2022-09-15' -Payload '{"location":"global","properties":{"channelName":"MsTeamsChannel","properties":{"isEnabled":true}}}'
if ($answer.StatusCode -ge 300) { throw $answer.Content }
'Application (client) ID: aa123456-1234-1234-1234-aaa123456789'
'ACS resource ID: bb567890-1234-1234-1234-bbb123456789'

Read-Host 'Press Enter once the Teams Admin has done the steps 4 to 6'

# 7. CCaaS Developer: Get Resource Account Information
#
# Who signs in here needs a role of the Teams tenant that may see resource accounts, such as Teams administrator.
# `flowctl provision FILE --check` asks the same with a token of Graph in `GRAPH_TOKEN`, and compares what it is told with the file.
Install-Module Microsoft.Graph.Authentication -Scope CurrentUser -AllowClobber
Connect-MgGraph -TenantId '87d349ed-44d7-43e1-9a83-5f2406dee5bd' -Scopes 'TeamsResourceAccount.Read.All'
$answer = Invoke-MgGraphRequest -Method GET -Uri ('https://graph.microsoft.com/beta/admin/teams/resourceAccounts?$filter=appid%20eq%20%27aa123456-1234-1234-1234-aaa123456789%27')
$answer.value | ForEach-Object { [pscustomobject]$_ } | Format-List id, userPrincipalName, phoneNumber, appId, acsResourceId

# 8. CCaaS Developer: Provide server consent
#
# The resource is allowed to answer and to place calls as each account. Without it no call rings at the server.
# What is printed last is for the server, in step 10: it holds the resource's key.
$env:ACS_CONNECTION_STRING = (Get-AzCommunicationServiceKey -ResourceGroupName 'contoso-calls' -CommunicationServiceName 'contoso').PrimaryConnectionString
flowctl teams assign '87d349ed-44d7-43e1-9a83-5f2406dee5bd' 'cc123456-5678-5678-1234-ccc123456789'
if ($LASTEXITCODE) { throw 'flowctl teams assign has failed: see above' }
"ACS_CONNECTION_STRING='$env:ACS_CONNECTION_STRING'"

# 9. CCaaS Developer: Provide Client Consent
#
# Each agent is allowed to sign in to the resource, in this one application.
# An agent needs a licence of Teams Phone: without it the exchange of their token is refused with 403 `UserLicenseNotPresentForbidden`.
flowctl teams assign '87d349ed-44d7-43e1-9a83-5f2406dee5bd' '0269be4d-5be0-4770-bf9c-a1bf50ee78d5' --client 'aa123456-1234-1234-1234-aaa123456789'
if ($LASTEXITCODE) { throw 'flowctl teams assign has failed: see above' }

# 10. CCaaS Developer: Receive and answer incoming call
#
# The flow names the accounts under `identities`, and those it takes calls of under `routes`: `support: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }`.
# The server runs before Event Grid is told of it, for Event Grid asks it at once whether it wants deliveries. A reverse proxy with a certificate passes https://calls.contoso.com to 127.0.0.1:8080, paths and headers as they are.
#
# Where the server runs:
#
#   # once; then put what step 8 printed last in the place of its first line
#   test -e server.env || (umask 077; cat > server.env <<EOF
#   ACS_CONNECTION_STRING='endpoint=…;accesskey=…'
#   ACS_RESOURCE_ID='bb567890-1234-1234-1234-bbb123456789'
#   EVENT_GRID_SECRET=$(openssl rand -hex 24)
#   EOF
#   )
#   set -a; . ./server.env; set +a  # in each shell anew
#   flowctl validate flows
#   flowctl serve flows --listen 127.0.0.1:8080 --public-url 'https://calls.contoso.com' &
#   curl -fsS --retry 30 --retry-delay 1 --retry-all-errors -o /dev/null http://127.0.0.1:8080/readyz  # once it is ready
#   flowctl doctor flows --public-url 'https://calls.contoso.com'
Read-Host 'Press Enter once the server runs, and flowctl doctor is content'

# 11. CCaaS Developer: Subscribe to the resource's events
#
# IncomingCall is delivered twice at most, within a minute: a call rings for 30 seconds.
# The secret is EVENT_GRID_SECRET of `server.env`; it is part of the URL and not shown again.
Register-AzResourceProvider -ProviderNamespace Microsoft.EventGrid
$secret = Read-Host 'EVENT_GRID_SECRET of the server' -MaskInput
$url = 'https://calls.contoso.com/api/incomingCall?secret=' + [uri]::EscapeDataString($secret)
foreach ($wanted in @(
  @{ Name = 'flowctlIncomingCall'; Event = 'IncomingCall'; Attempts = 2; Minutes = 1 },
  @{ Name = 'flowctlRecordings'; Event = 'RecordingFileStatusUpdated'; Attempts = 30; Minutes = 1440 })) {
  $properties = @{
    destination = @{ endpointType = 'WebHook'; properties = @{ endpointUrl = $url } }
    filter = @{ includedEventTypes = @("Microsoft.Communication.$($wanted.Event)") }
    retryPolicy = @{ maxDeliveryAttempts = $wanted.Attempts; eventTimeToLiveInMinutes = $wanted.Minutes }
  }
  $answer = Invoke-AzRestMethod -Method PUT -Path ('/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/contoso-calls/providers/Microsoft.Communication/communicationServices/contoso/providers/Microsoft.EventGrid/eventSubscriptions/' + $wanted.Name + '?api-version=2022-06-15') -Payload (@{ properties = $properties } | ConvertTo-Json -Depth 10)
  if ($answer.StatusCode -ge 300) { throw $answer.Content }
}
