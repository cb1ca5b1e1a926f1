using System.Reflection;

namespace Evenkeel.Simulation.Engine;

/// <summary>
/// What everything in a run was at one instant, so that the same objects can be that again: a cluster settles
/// once, and goes on from there as often as wanted.
/// </summary>
/// <remarks>
/// It keeps a copy of each object that can change and that is reached from the root, and puts the copies'
/// fields back. What never changes (the model, texts) is shared by all that goes on. Objects keep their
/// identity, so that handlers and observers stay wired as they are; what was made since is forgotten. What a
/// run hands out must therefore be its own: see <see cref="Restore"/>.
/// </remarks>
internal sealed class Checkpoint
{
    private static readonly Func<object, object> Copy = typeof(object)
        .GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<Func<object, object>>();

    private readonly Dictionary<ObjectPlan, List<(object Live, object Kept)>> kept = [];

    private Checkpoint()
    {
    }

    /// <summary>The objects of which there is a copy.</summary>
    public IEnumerable<object> Objects => kept.Values.SelectMany(static k => k).Select(static k => k.Live);

    /// <summary>Keeps what can change.</summary>
    /// <param name="root">Where everything is reached from.</param>
    /// <param name="left">
    /// What goes on as it is, with all that is reached through it alone; null for nothing.
    /// </param>
    public static Checkpoint Of(object root, object? left = null)
    {
        var made = new Checkpoint();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        if (left is not null)
        {
            seen.Add(left);
        }

        var open = new Stack<(object, ObjectPlan)>();
        Reach(root);
        while (open.TryPop(out var next))
        {
            var (live, plan) = next;
            if (plan.Restore is not null)
            {
                made.Keep(live, plan);
            }

            plan.Visit?.Invoke(live, Reach);
        }

        return made;

        void Reach(object? found)
        {
            if (found is not null and not Array { Length: 0 }
                && ObjectPlan.Of(found.GetType()) is { IsFixed: false } plan && seen.Add(found))
            {
                open.Push((found, plan));
            }
        }
    }

    /// <summary>
    /// Makes all objects again what they were. Collections that were handed out since, and are still of the
    /// run, change with it.
    /// </summary>
    public void Restore()
    {
        foreach (var (plan, objects) in kept)
        {
            var restore = plan.Restore!;
            foreach (var (live, copy) in objects)
            {
                restore(live, copy);
            }
        }
    }

    private void Keep(object live, ObjectPlan plan)
    {
        if (!kept.TryGetValue(plan, out var objects))
        {
            kept.Add(plan, objects = []);
        }

        objects.Add((live, Copy(live)));
    }
}
