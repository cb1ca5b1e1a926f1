using System.Text.Json;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Provisioning.Terraform;

/// <summary>Terraform's or OpenTofu's work on one cluster, in the cluster's own folder.</summary>
/// <param name="program">The program.</param>
/// <param name="folder">The cluster's folder; its configuration has been written.</param>
public sealed class TerraformWorkspace(TerraformProgram program, WorkFolder folder)
{
    /// <summary>
    /// How long a state that another run holds is waited for: one that was left alone by its evenkeel goes
    /// on to its end.
    /// </summary>
    private const string LockTimeout = "-lock-timeout=10m";

    /// <summary>
    /// Changes at once. EC2 throttles long before machines here are busy; ten is Terraform's own default.
    /// </summary>
    private const string Parallelism = "-parallelism=20";

    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal)
    {
        ["CHECKPOINT_DISABLE"] = "1",
        ["TF_DATA_DIR"] = folder.Data,
        ["TF_IN_AUTOMATION"] = "1",
    };

    /// <summary>The program.</summary>
    public TerraformProgram Program => program;

    /// <summary>Gets providers, and finds the state.</summary>
    /// <exception cref="ProvisioningException">It failed.</exception>
    /// <param name="byPath">
    /// Whether the bucket of a remote state is named in paths: an emulator has no names for buckets.
    /// </param>
    public void Init(bool byPath = false)
    {
        var lines = new List<string>();
        string[] how = byPath ? ["-backend-config=use_path_style=true"] : [];
        var exit = Run("init", ["init", "-input=false", "-no-color", .. how], lines.Add);
        if (exit != 0) throw Failed("init", Plain(lines));
    }

    /// <summary>Plans, and keeps the plan.</summary>
    /// <param name="request">What is planned.</param>
    /// <returns>Whether there is anything to do.</returns>
    /// <exception cref="ProvisioningException">It failed.</exception>
    public bool Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = new ToolErrors();
        var exit = Run("plan",
        [
            "plan", "-json", "-input=false", "-detailed-exitcode", LockTimeout, Parallelism,
            $"-out={folder.Plan}",
            .. request.Destroy ? new[] { "-destroy" } : [],
            .. request.WithoutRefresh ? new[] { "-refresh=false" } : [],
            .. request.Variables.Select(static v => $"-var={v.Key}={v.Value}"),
            .. request.Targets.Select(static target => $"-target={target}"),
        ], line => errors.Take(TerraformEvent.Read(line)));
        return exit switch
        {
            0 => false,
            2 => true,
            _ => throw Failed("plan", errors.Text),
        };
    }

    /// <summary>Applies the plan that was kept.</summary>
    /// <param name="onEvent">Is told what happens.</param>
    /// <exception cref="ProvisioningException">It failed; what it did is in the state.</exception>
    public void Apply(Action<TerraformEvent> onEvent)
    {
        var errors = new ToolErrors();
        var exit = Run("apply",
            ["apply", "-json", "-input=false", "-auto-approve", LockTimeout, Parallelism, folder.Plan],
            line =>
            {
                var told = TerraformEvent.Read(line);
                errors.Take(told);
                onEvent(told);
            });
        if (exit != 0) throw Failed("apply", errors.Text);
    }

    /// <summary>The plan that was kept, as JSON.</summary>
    /// <exception cref="ProvisioningException">It failed.</exception>
    public JsonDocument ShowPlan() => Json("show-plan", "show", "-json", folder.Plan);

    /// <summary>The state, as JSON; without <c>values</c> where there is none.</summary>
    /// <exception cref="ProvisioningException">It failed.</exception>
    public JsonDocument ShowState() => Json("show-state", "show", "-json");

    /// <summary>Takes something that exists into the state.</summary>
    /// <param name="address">The resource that it is.</param>
    /// <param name="id">By which it is known.</param>
    /// <exception cref="ProvisioningException">It failed.</exception>
    public void Import(string address, string id)
    {
        var lines = new List<string>();
        var exit = Run(
            "import", ["import", "-input=false", "-no-color", LockTimeout, address, id], lines.Add);
        if (exit != 0) throw Failed("import", Plain(lines));
    }

    /// <summary>Lets go of resources, which stay as they are.</summary>
    /// <exception cref="ProvisioningException">It failed.</exception>
    public void Forget(IReadOnlyCollection<string> addresses)
    {
        if (addresses.Count == 0) return;
        var lines = new List<string>();
        var exit = Run("forget", ["state", "rm", LockTimeout, .. addresses], lines.Add);
        if (exit != 0) throw Failed("state rm", Plain(lines));
    }

    private JsonDocument Json(string log, params string[] arguments)
    {
        var lines = new List<string>();
        var exit = Run(log, [.. arguments, "-no-color"], lines.Add);
        if (exit != 0) throw Failed(arguments[0], Plain(lines));
        try
        {
            // A warning, of the configuration of the command line for one, comes before.
            return JsonDocument.Parse(lines.Last(static line => line.StartsWith('{')));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Failed(arguments[0], "its answer is no JSON");
        }
    }

    private int Run(string log, IEnumerable<string> arguments, Action<string> onLine) => TerraformRun.Run(
        program.Path, arguments, folder.Configuration, environment, LogOf(log), onLine);

    private string LogOf(string command) => Path.Combine(folder.Logs, command + ".log");

    private ProvisioningException Failed(string command, string message) => new(ProvisioningDiagnostics.Tool(
        $"{program.Name} {command}", message,
        LogOf(command.Replace("state rm", "forget", StringComparison.Ordinal))));

    private static string Plain(IEnumerable<string> lines) => string.Join(
        ' ',
        lines.Select(static line => line.Trim(' ', '│', '╷', '╵')).Where(static line => line.Length > 0));
}

/// <summary>What is planned.</summary>
public sealed record PlanRequest
{
    /// <summary>Values of variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Addresses to which it is limited; none for everything.</summary>
    public IReadOnlyCollection<string> Targets { get; init; } = [];

    /// <summary>Whether what exists is taken to be as the state has it.</summary>
    public bool WithoutRefresh { get; init; }

    /// <summary>Whether everything is to be removed.</summary>
    public bool Destroy { get; init; }
}

/// <summary>The errors of a run: each once, the first few.</summary>
internal sealed class ToolErrors
{
    private const int Most = 5;
    private readonly List<string> errors = [];

    /// <summary>What they say together.</summary>
    public string Text => errors.Count switch
    {
        0 => "it ended without saying why",
        <= Most => string.Join("; ", errors),
        _ => string.Join("; ", errors.Take(Most)) + $"; and {errors.Count - Most} more",
    };

    /// <summary>Takes an event, and keeps it where it is an error.</summary>
    public void Take(TerraformEvent told)
    {
        if (told is not { Kind: TerraformEventKind.Diagnostic, IsError: true }) return;
        var where = told.Address is { } address ? $"{address}: " : "";
        var detail = told.Detail.ReplaceLineEndings(" ").Trim();
        var text = $"{where}{told.Text}{(detail.Length == 0 ? "" : $" ({detail})")}";
        if (!errors.Contains(text, StringComparer.Ordinal)) errors.Add(text);
    }
}
