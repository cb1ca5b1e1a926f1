using System.Globalization;

namespace Evenkeel.Core.Quantities;

/// <summary>
/// A count or a share of a total, as in <c>maxUnavailable: 25%</c> (apimachinery, pkg/util/intstr/intstr.go).
/// </summary>
/// <param name="Number">The count, or the percentage.</param>
/// <param name="IsPercent">Whether the number is a percentage.</param>
public readonly record struct IntOrPercent(int Number, bool IsPercent)
{
    /// <summary>A count.</summary>
    public static IntOrPercent Count(int count) => new(count, IsPercent: false);

    /// <summary>A percentage.</summary>
    public static IntOrPercent Percent(int percent) => new(percent, IsPercent: true);

    /// <summary>Reads <c>3</c> or <c>25%</c>; nothing else, and nothing negative.</summary>
    public static bool TryParse(string text, out IntOrPercent value)
    {
        var isPercent = text.EndsWith('%');
        var digits = isPercent ? text.AsSpan(0, text.Length - 1) : text;
        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = isNumber ? new IntOrPercent(number, isPercent) : default;
        return isNumber;
    }

    /// <summary>The count out of a total; a share that is not whole is rounded as asked.</summary>
    public int Of(int total, bool roundUp)
    {
        if (!IsPercent)
        {
            return Number;
        }

        var (whole, rest) = Math.DivRem((long)Number * total, 100);
        whole += roundUp && rest > 0 ? 1 : !roundUp && rest < 0 ? -1 : 0;
        return (int)Math.Clamp(whole, int.MinValue, int.MaxValue);
    }

    /// <summary><c>3</c> or <c>25%</c>.</summary>
    public override string ToString() =>
        Number.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");
}
