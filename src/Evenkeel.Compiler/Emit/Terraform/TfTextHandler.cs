using System.Runtime.CompilerServices;
using System.Text;

namespace Evenkeel.Compiler.Emit.Terraform;

/// <summary>
/// Collects an interpolated string: what is written stands for itself, references become <c>${…}</c>.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct TfTextHandler
{
    private readonly StringBuilder text;

    public TfTextHandler(int literalLength, int formattedCount) =>
        text = new(literalLength + (16 * formattedCount));

    public void AppendLiteral(string value) => text.Append(TfJson.Escape(value));

    public void AppendFormatted(string value) => text.Append(TfJson.Escape(value));

    public void AppendFormatted(TfExpression value) => text.Append(value.Template);

    public override string ToString() => text.ToString();
}
