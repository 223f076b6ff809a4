// The workbook of operations and of whoever watches cost: workbook.json, with the text of each query and
// the resources of this estate put in.

import { apiPatternOf, shippedApiPattern } from 'api-pattern.bicep'
import { namesInQueries, ownQuery } from 'own-queries.bicep'
import { queries } from '../../observability/queries.bicep'

@description('What the name begins with.')
param prefix string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Component of Application Insights.')
param componentId string

@description('Workspace with the logs of the gateway.')
param workspaceId string

@description('APIs of language models as LLM_APIS names them: patterns with *, parted by commas.')
param llmApis string

@description('What the queries name of the estate.')
param names namesInQueries

var workbook = loadJsonContent('../../observability/workbook.json')

// What stands in the workbook for the resources of an estate.
var componentToken = 'APPLICATION_INSIGHTS_ID'
var workspaceToken = 'WORKSPACE_ID'

// The queries of the policies stand by themselves, for a day and for one request. Here they follow the time
// range and the request that were chosen above them.
var standingTime = 'ago(1d)'
var standingRequest = '5b1f6a52-9d0c-4c1e-8f0a-3f6f0f9f2b11'

var texts = toObject(items(queries), query => query.key, query =>
  replace(
    replace(
      ownQuery(replace(query.value, shippedApiPattern, apiPatternOf(llmApis)), names),
      standingTime,
      '{TimeRange:start}'
    ),
    standingRequest,
    '{RequestId}'
  ))

// Of an item whether it is a query or asks for parameters, of which some are queries, too.
var queryItem = 3
var parametersItem = 9

var filledItems = map(any(workbook.items), item =>
  item.type == queryItem
    ? shallowMerge([
        item
        { content: shallowMerge([item.content, { query: texts[item.content.query] }]) }
      ])
    : item.type == parametersItem
        ? shallowMerge([
            item
            {
              content: shallowMerge([
                item.content
                {
                  parameters: map(item.content.parameters, parameter =>
                    contains(parameter, 'query')
                      ? shallowMerge([parameter, { query: texts[parameter.query] }])
                      : parameter)
                }
              ])
            }
          ])
        : item)

var filled = string(shallowMerge([workbook, { items: filledItems }]))

resource book 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, prefix, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Chargeback of language models (${prefix})'
    category: 'workbook'
    sourceId: componentId
    serializedData: replace(replace(filled, componentToken, componentId), workspaceToken, workspaceId)
  }
}

@description('Resource id of the workbook.')
output id string = book.id
