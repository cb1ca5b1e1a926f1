using System.Collections.Immutable;
using System.Text.Json;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Platform;
using Evenkeel.Platform.Aws;
using Evenkeel.Platform.Files;
using Evenkeel.Platform.Objects;
using Evenkeel.Platform.Parameters;
using Evenkeel.Provisioning.Adoption;
using Evenkeel.Provisioning.Releases;
using Evenkeel.Provisioning.Terraform;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Provisioning.Runs;

/// <summary>
/// One run over a cluster, from taking its lock to letting it go. Whatever interrupts it, the next one goes
/// on: what was made and not written down is found and taken in.
/// </summary>
public sealed class ClusterRun : IDisposable
{
    private const string Adopted = "terraform/evenkeel_adopted.tf.json";

    /// <summary>A parent is known a plan before its children; nothing lies deeper.</summary>
    private const int MostPasses = 8;

    /// <summary>
    /// How long a call about an object may take: archives of images have hundreds of megabytes.
    /// </summary>
    public static readonly TimeSpan ObjectTimeout = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    private readonly Host host;
    private readonly RunRequest request;
    private readonly IRunProgress progress;
    private readonly WorkLock held;
    private readonly AwsApi aws;
    private readonly Uri? bucketEndpoint;

    private ClusterRun(
        Host host, RunRequest request, IRunProgress progress, TerraformProgram program, WorkLock held)
    {
        this.host = host;
        this.request = request;
        this.progress = progress;
        this.held = held;
        bucketEndpoint = AwsEndpoints.Override("S3", host.Environment);
        aws = new(request.Region, host.Environment, host.Time, CallTimeout);
        Terraform = new(program, request.Folder);
    }

    /// <summary>AWS.</summary>
    public IAwsApi Aws => aws;

    /// <summary>Its parameters.</summary>
    internal SsmParameterStore Parameters => new(aws, null);

    /// <summary>The cluster.</summary>
    internal RunRequest Request => request;

    /// <summary>Terraform or OpenTofu in the cluster's folder.</summary>
    public TerraformWorkspace Terraform { get; }

    /// <summary>Where working files lie.</summary>
    public WorkFolder Folder => request.Folder;

    /// <summary>Begins a run.</summary>
    /// <param name="host">The machine.</param>
    /// <param name="request">The cluster.</param>
    /// <param name="verb">What is done, for whoever finds the lock held.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <exception cref="ProvisioningException">Another run is under way, or a program is missing.</exception>
    public static ClusterRun Begin(Host host, RunRequest request, string verb, IRunProgress progress)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(progress);
        var program = TerraformProgram.Find(host.Environment);
        var held = WorkLock.Take(request.Folder, verb);
        return new(host, request, progress, program, held);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        aws.Dispose();
        held.Dispose();
    }

    /// <summary>A bucket of the cluster.</summary>
    public S3ObjectStore Bucket(string name) => new(name, request.Region, host.Environment, ObjectTimeout);

    /// <summary>Writes the configuration, and gets what Terraform needs for it.</summary>
    /// <exception cref="ProvisioningException">Terraform failed.</exception>
    /// <exception cref="FileProblemException">A file cannot be written.</exception>
    public void Prepare() => Prepare(null);

    /// <summary>
    /// Plans. What exists already is found by the cluster's tag and its names, and imported by the plan.
    /// </summary>
    /// <param name="plan">What is planned.</param>
    /// <param name="cancellation">Ends it between two plans.</param>
    /// <exception cref="ProvisioningException">Terraform failed, or AWS refused.</exception>
    public async Task<ImmutableArray<PlannedChange>> PlanAsync(
        PlanRequest plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var changes = PlanOnly(plan);
        var orphans = ImmutableSortedDictionary.Create<string, Orphan>(StringComparer.Ordinal);
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var found = await FindAsync(changes, cancellation);
            if (found.IsEmpty) break;
            orphans = orphans.SetItems(found.Select(static o => KeyValuePair.Create(o.Address, o)));
            progress.Step($"found {orphans.Count} resources of an earlier run");
            Write(Overrides.Of(request, bucketEndpoint, null)
                .With(Adopted, Orphan.Configuration(orphans.Values)));
            changes = PlanOnly(plan);
        }

        return changes;
    }

    /// <summary>A plan of everything, in which machines boot a release.</summary>
    /// <param name="digest">The release; empty for the one that the bucket names.</param>
    public PlanRequest Pinned(string digest) => new()
    {
        Variables = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [request.ReleaseVariable] = digest,
        },
    };

    /// <summary>
    /// Puts a release where machines fetch it, before any is launched: a bucket that is only planned is made
    /// first, alone.
    /// </summary>
    /// <param name="release">The release.</param>
    /// <param name="bucket">The resource name of the bucket.</param>
    /// <param name="plan">What is planned.</param>
    /// <param name="changes">What the plan does.</param>
    /// <param name="cancellation">Ends it between two objects.</param>
    /// <returns>What is left to do.</returns>
    /// <exception cref="ProvisioningException">Terraform failed, or AWS refused.</exception>
    public async Task<ImmutableArray<PlannedChange>> UploadAsync(
        GatheredRelease release, string bucket, PlanRequest plan, ImmutableArray<PlannedChange> changes,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(plan);
        var own = changes.Where(c => c.Type.StartsWith("aws_s3_bucket", StringComparison.Ordinal)
            && c.Address.EndsWith("." + bucket, StringComparison.Ordinal)).ToList();
        var itself = own.Find(static c => c.Type == "aws_s3_bucket");
        if (itself?.Text("bucket") is not { } name) return changes;

        var isNew = itself.Action == PlannedAction.Create;
        if (isNew) Apply(PlanOnly(plan with { Targets = [.. own.Select(static c => c.Address)] }));
        progress.Step($"uploads the release {release.Digest} to {name}");
        using (var store = Bucket(name))
        {
            await release.UploadAsync(store, cancellation);
        }

        ReleasePin.Write(request.Folder, release.Digest);
        return isNew ? PlanOnly(plan) : changes;
    }

    /// <summary>Makes whole what an earlier run left half made, before a plan that takes it in.</summary>
    /// <param name="changes">What the plan does.</param>
    /// <param name="cancellation">Ends it between two calls.</param>
    /// <exception cref="ProvisioningException">AWS refused.</exception>
    public Task MendAsync(ImmutableArray<PlannedChange> changes, CancellationToken cancellation) =>
        new DefaultEgress(aws).RevokeAsync(changes, cancellation);

    /// <summary>Applies what was planned last.</summary>
    /// <param name="changes">What it is.</param>
    /// <exception cref="ProvisioningException">Terraform failed.</exception>
    public void Apply(ImmutableArray<PlannedChange> changes)
    {
        var total = changes.Sum(static c => c.Action switch
        {
            PlannedAction.None => 0,
            PlannedAction.Replace => 2,
            _ => 1,
        });
        var done = 0;
        Terraform.Apply(told =>
        {
            if (told.Kind == TerraformEventKind.Done && told.Action is not "read") done++;
            progress.Change(told, done, total);
        });
    }

    /// <summary>What is in the state: arguments by address, in ordinal order.</summary>
    /// <exception cref="ProvisioningException">Terraform failed.</exception>
    public ImmutableSortedDictionary<string, JsonElement> State()
    {
        using var state = Terraform.ShowState();
        return state.RootElement.TryGetProperty("values", out var values)
            && values.TryGetProperty("root_module", out var module)
            && module.TryGetProperty("resources", out var resources)
            ? resources.EnumerateArray().Where(static r => r.GetProperty("mode").GetString() == "managed")
                .ToImmutableSortedDictionary(
                    static r => r.GetProperty("address").GetString()!,
                    static r => r.GetProperty("values").Clone(),
                    StringComparer.Ordinal)
            : ImmutableSortedDictionary<string, JsonElement>.Empty;
    }

    internal void Prepare(Removal? removal)
    {
        MendState();
        Write(Overrides.Of(request, bucketEndpoint, removal));
        progress.Step($"{Terraform.Program.Name} {Terraform.Program.Version} init");
        Terraform.Init(bucketEndpoint is not null && request.HasRemoteState);
    }

    /// <summary>Is told how far it has come.</summary>
    internal IRunProgress Progress => progress;

    internal async Task<ImmutableArray<Orphan>> FindAsync(
        IEnumerable<PlannedChange> changes, CancellationToken cancellation)
    {
        var finder = new OrphanFinder(
            aws, Parameters,
            async (name, ended) =>
            {
                using var bucket = Bucket(name);
                return await bucket.ExistsAsync(ended);
            },
            request.ClusterTag, request.Cluster);
        return await finder.FindAsync(changes, cancellation);
    }

    internal ImmutableArray<PlannedChange> PlanOnly(PlanRequest plan)
    {
        progress.Step($"{Terraform.Program.Name} plan");
        Terraform.Plan(plan);
        using var shown = Terraform.ShowPlan();
        return PlannedChange.Of(shown.RootElement);
    }

    private void Write(ArtifactSet artifacts) =>
        new ArtifactFolder(host.Files, request.Folder.Rendered).Write(artifacts);

    /// <summary>
    /// Terraform writes a state in place: one that was cut off by a kill is put aside for the copy that it
    /// made before. What neither has is found again.
    /// </summary>
    private void MendState()
    {
        if (request.HasRemoteState || IsState(request.Folder.State)) return;
        var broken = request.Folder.State + ".broken";
        File.Move(request.Folder.State, broken, overwrite: true);
        progress.Step($"the state was cut off, and lies in {broken}");
        var copy = request.Folder.State + ".backup";
        if (File.Exists(copy) && IsState(copy)) File.Copy(copy, request.Folder.State);
    }

    private static bool IsState(string path)
    {
        if (!File.Exists(path)) return true;
        try
        {
            using var state = JsonDocument.Parse(File.ReadAllText(path));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
