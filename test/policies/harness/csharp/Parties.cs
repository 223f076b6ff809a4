// Who calls what: the constant part of the context, from the request that the test describes.
using System;
using System.Collections.Generic;
using System.Linq;
using ApiManagement;
using Newtonsoft.Json.Linq;

namespace Harness
{
    internal sealed class Api : IContextApi
    {
        public string Id { get; internal set; }
        public string Name { get; internal set; }
        public string Path { get; internal set; }
        public IEnumerable<string> Protocols => new[] { "https" };
        public IUrl ServiceUrl { get; internal set; }
        public ISubscriptionKeyParameterNames SubscriptionKeyParameterNames => new KeyNames();
        public bool IsCurrentRevision => true;
        public string Revision => "1";
        public string Version { get; internal set; }
    }

    internal sealed class KeyNames : ISubscriptionKeyParameterNames
    {
        public string Header => "api-key";
        public string Query => "subscription-key";
    }

    internal sealed class Deployment : IDeployment
    {
        public string GatewayId => "managed";
        public string Region => "West Europe";
        public string ServiceId => "apim-contoso";
        public string ServiceName => "apim-contoso";
    }

    internal sealed class Operation : IOperation
    {
        internal Operation(JToken json)
        {
            Id = (string)json["id"];
            Method = (string)json["method"];
            Name = (string)json["name"];
            UrlTemplate = (string)json["urlTemplate"];
        }

        public string Id { get; }
        public string Method { get; }
        public string Name { get; }
        public string UrlTemplate { get; }
    }

    internal sealed class Product : IProduct
    {
        internal Product(JToken json)
        {
            Id = (string)json["id"];
            Name = (string)json["name"];
        }

        public IEnumerable<IApi> Apis => Enumerable.Empty<IApi>();
        public bool ApprovalRequired => false;
        public IEnumerable<IGroup> Groups => Enumerable.Empty<IGroup>();
        public string Id { get; }
        public string Name { get; }
        public ProductState State => ProductState.Published;
        public int? SubscriptionLimit => null;
        public bool SubscriptionRequired => true;
    }

    internal sealed class Subscription : ISubscription
    {
        internal Subscription(JToken json)
        {
            Id = (string)json["id"];
            Name = (string)json["name"];
            Key = (string)json["key"];
        }

        public DateTime CreatedDate => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        public DateTime? EndDate => null;
        public string Id { get; }
        public string Key { get; }
        public string Name { get; }
        public string PrimaryKey => Key;
        public string SecondaryKey => Key + "-2";
        public DateTime? StartDate => null;
    }

    internal sealed class User : IUser
    {
        internal User(JToken json)
        {
            Id = (string)json["id"];
            Email = (string)json["email"];
            FirstName = (string)json["firstName"];
            LastName = (string)json["lastName"];
        }

        public string Email { get; }
        public string FirstName { get; }
        public IEnumerable<IGroup> Groups => Enumerable.Empty<IGroup>();
        public string Id { get; }
        public IEnumerable<IUserIdentity> Identities => Enumerable.Empty<IUserIdentity>();
        public string LastName { get; }
        public string Note => null;
        public DateTime RegistrationDate => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    }
}
