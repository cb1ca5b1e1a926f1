using System.Collections.Immutable;

namespace Evenkeel.Compiler.Emit.Terraform;

/// <summary>A value of Terraform's JSON syntax.</summary>
internal abstract record TfValue
{
    public static implicit operator TfValue(string text) => new TfText(text);

    public static implicit operator TfValue(int number) => new TfNumber(number);

    public static implicit operator TfValue(bool flag) => new TfFlag(flag);

    /// <summary>A list of values.</summary>
    public static TfList List(params IEnumerable<TfValue> items) => new([.. items]);

    /// <summary>A list of texts.</summary>
    public static TfList Texts(IEnumerable<string> items) => new([.. items.Select(t => new TfText(t))]);

    /// <summary>A text with references in it, written as an interpolated string.</summary>
    public static TfExpression Text(TfTextHandler text) => new(text.ToString());

    /// <summary>An expression of Terraform's language, in a text of its own.</summary>
    public static TfExpression Code(string code) => new("${" + code + "}");
}

/// <summary>A text that means itself: <c>${</c> and <c>%{</c> in it begin no template.</summary>
internal sealed record TfText(string Value) : TfValue;

/// <summary>A whole number.</summary>
internal sealed record TfNumber(long Value) : TfValue;

/// <summary>True or false.</summary>
internal sealed record TfFlag(bool Value) : TfValue;

/// <summary>A template, as Terraform reads it.</summary>
internal sealed record TfExpression(string Template) : TfValue;

/// <summary>A list.</summary>
internal sealed record TfList(ImmutableArray<TfValue> Items) : TfValue;

/// <summary>
/// A body or a map. Members whose value is null are left out; they are written in ordinal order.
/// </summary>
internal sealed record TfObject : TfValue
{
    private readonly SortedDictionary<string, TfValue> members = new(StringComparer.Ordinal);

    /// <summary>An object without members.</summary>
    public TfObject()
    {
    }

    /// <summary>A map of texts.</summary>
    public TfObject(IEnumerable<KeyValuePair<string, string>> texts)
    {
        foreach (var (key, value) in texts)
        {
            members[key] = value;
        }
    }

    /// <summary>Its members, in ordinal order.</summary>
    public IReadOnlyDictionary<string, TfValue> Members => members;

    /// <summary>Sets a member in the object's initializer.</summary>
    public TfValue? this[string name]
    {
        init
        {
            if (value is not null)
            {
                members[name] = value;
            }
        }
    }

    /// <summary>The keys and values of a map of values.</summary>
    public static TfObject Of(IEnumerable<(string Key, TfValue Value)> members)
    {
        var made = new TfObject();
        foreach (var (key, value) in members)
        {
            made.members[key] = value;
        }

        return made;
    }
}
