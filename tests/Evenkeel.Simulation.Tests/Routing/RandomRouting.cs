using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Routing;

/// <summary>Gives Services traffic policies and preferences at random.</summary>
internal static class RandomRouting
{
    private static readonly string?[] Preferences =
        [null, null, "PreferClose", "PreferSameZone", "PreferSameNode"];

    /// <summary>The same seed gives the same; nothing else of the objects changes.</summary>
    public static KubernetesObjects Of(KubernetesObjects objects, ulong seed)
    {
        var random = new SeededRandom(seed ^ 0x5e41ce);
        return objects with
        {
            Services =
            [
                .. objects.Services.Select(s => s with
                {
                    Headless = random.Below(6) == 0,
                    InternalTrafficLocal = random.Below(4) == 0,
                    PublishesNotReady = random.Below(6) == 0,
                    TrafficDistribution = Preferences[random.Below(Preferences.Length)],
                }),
            ],
        };
    }
}
