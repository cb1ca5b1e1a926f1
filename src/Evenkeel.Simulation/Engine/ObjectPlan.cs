using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Engine;

/// <summary>What a <see cref="Checkpoint"/> does with the objects of one type; made once for each.</summary>
internal sealed class ObjectPlan
{
    private static readonly ConcurrentDictionary<Type, ObjectPlan> Known = new();
    private static readonly Assembly Model = typeof(KubernetesObjects).Assembly;
    private static readonly Assembly Immutable = typeof(ImmutableArray).Assembly;

    /// <summary>Tells which objects one refers to.</summary>
    public Action<object, Action<object?>>? Visit { get; private init; }

    /// <summary>
    /// Puts back into an object what its copy has; null where nothing in objects of the type changes.
    /// </summary>
    public Action<object, object>? Restore { get; private init; }

    /// <summary>Whether neither an object of the type nor what it refers to changes.</summary>
    public bool IsFixed => Visit is null && Restore is null;

    public static ObjectPlan Of(Type type) => Known.GetOrAdd(type, static t => Make(t));

    private static ObjectPlan Make(Type type)
    {
        if (IsFixedType(type))
        {
            return new();
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return new() { Visit = VisitTargets };
        }

        return type.IsArray ? OfArray(type) : OfFields(type);
    }

    /// <summary>
    /// Texts, types, cultures, and the model of a cluster, which is made of values and never changes.
    /// </summary>
    private static bool IsFixedType(Type type) => type == typeof(string)
        || typeof(MemberInfo).IsAssignableFrom(type)
        || type.Namespace == typeof(CultureInfo).Namespace
        || (type.Assembly == Model && !type.IsGenericType);

    private static void VisitTargets(object called, Action<object?> reach)
    {
        foreach (var single in ((Delegate)called).GetInvocationList())
        {
            reach(single.Target);
        }
    }

    private static ObjectPlan OfArray(Type type)
    {
        if (!type.IsSZArray)
        {
            throw new NotSupportedException($"{type} has more than one dimension");
        }

        var element = type.GetElementType()!;
        return new()
        {
            Visit = !Refers(element) ? null
                : element.IsValueType ? VisitElements(type, element)
                : static (array, reach) => ReachAll((object[])array, reach),
            Restore = static (live, kept) => Array.Copy((Array)kept, (Array)live, ((Array)live).Length),
        };
    }

    private static ObjectPlan OfFields(Type type)
    {
        var fields = FieldsOf(type).ToList();
        var (target, reach) = (
            Expression.Parameter(typeof(object)), Expression.Parameter(typeof(Action<object?>)));
        var typed = Expression.Variable(type);
        var visits = fields.SelectMany(f => Visits(Expression.Field(typed, f), reach)).ToList();

        // The nodes of immutable collections change in their builders' hands alone.
        var isNode = type.Assembly == Immutable && type.Name != nameof(ImmutableArray<>.Builder);
        var changing = isNode ? [] : fields.Where(static f => !f.IsInitOnly).ToList();
        return new()
        {
            Visit = visits.Count == 0 ? null : Expression.Lambda<Action<object, Action<object?>>>(
                Expression.Block(
                    [typed], [Expression.Assign(typed, Expression.Convert(target, type)), .. visits]),
                target, reach).Compile(),
            Restore = changing.Count == 0 ? null : RestoreFields(type, changing),
        };
    }

    private static Action<object, object> RestoreFields(Type type, List<FieldInfo> fields)
    {
        var (live, kept) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(object)));
        var (to, from) = (Expression.Variable(type), Expression.Variable(type));
        return Expression.Lambda<Action<object, object>>(
            Expression.Block(
                [to, from],
                [
                    Expression.Assign(to, Expression.Convert(live, type)),
                    Expression.Assign(from, Expression.Convert(kept, type)),
                    .. fields.Select(f =>
                        Expression.Assign(Expression.Field(to, f), Expression.Field(from, f))),
                ]),
            live, kept).Compile();
    }

    private delegate void ElementVisitor<T>(ref T element, Action<object?> reach);

    private static Action<object, Action<object?>> VisitElements(Type array, Type element)
    {
        var visit = typeof(ObjectPlan)
            .GetMethod(nameof(VisitElementsOf), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(element);
        return (Action<object, Action<object?>>)visit.Invoke(null, [])!;
    }

    private static Action<object, Action<object?>> VisitElementsOf<T>()
    {
        var (element, reach) = (
            Expression.Parameter(typeof(T).MakeByRefType()), Expression.Parameter(typeof(Action<object?>)));
        var visit = Expression.Lambda<ElementVisitor<T>>(
            Expression.Block(Visits(element, reach)), element, reach).Compile();
        return (array, found) =>
        {
            foreach (ref var item in ((T[])array).AsSpan())
            {
                visit(ref item, found);
            }
        };
    }

    /// <summary>Code that reaches everything that a value refers to.</summary>
    private static IEnumerable<Expression> Visits(Expression value, ParameterExpression reach)
    {
        var type = value.Type;
        if (!Refers(type))
        {
            return [];
        }

        if (!type.IsValueType)
        {
            return [Expression.Invoke(reach, Expression.Convert(value, typeof(object)))];
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            && !type.GenericTypeArguments[0].IsValueType)
        {
            var items = Expression.Field(value, FieldsOf(type).Single());
            return [Expression.Call(typeof(ObjectPlan), nameof(ReachAll), null, items, reach)];
        }

        return FieldsOf(type).SelectMany(f => Visits(Expression.Field(value, f), reach));
    }

    private static void ReachAll(object[]? items, Action<object?> reach)
    {
        foreach (var item in items ?? [])
        {
            reach(item);
        }
    }

    /// <summary>Whether a value of a type can refer to something that changes.</summary>
    private static bool Refers(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer)
        {
            return false;
        }

        if (!type.IsValueType)
        {
            return !(type.IsSealed && IsFixedType(type));
        }

        if (type.IsDefined(typeof(InlineArrayAttribute)))
        {
            throw new NotSupportedException($"{type} is an inline array");
        }

        return FieldsOf(type).Any(static f => Refers(f.FieldType));
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                    | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
