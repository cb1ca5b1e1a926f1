using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Evenkeel.Core.Model.Node;
using Evenkeel.Platform.Objects;
using Evenkeel.Platform.Parameters;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Platforms;

/// <summary>
/// A folder that plays AWS for several agents of one machine. <c>docs/agent.md</c> says what lies where; a
/// lab
/// changes those files to play what AWS does.
/// </summary>
internal sealed class LocalPlatform : INodePlatform
{
    private readonly string root;
    private readonly NodeConfiguration node;
    private readonly string path;

    /// <summary>The platform of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="root">The folder.</param>
    /// <param name="instance">This machine.</param>
    /// <param name="path">Folders in which programs are looked for, as PATH has them.</param>
    public LocalPlatform(NodeConfiguration node, string root, string instance, string path)
    {
        (this.node, this.root, Instance, this.path) = (node, root, instance, path);
        Snapshots = new FolderObjectStore(Path.Combine(root, "buckets", "snapshots"));
        Parameters = new FolderParameterStore(Path.Combine(root, "parameters"));
        Machine.Write(MachineFile(instance), Machine.Read(MachineFile(instance)) ?? new Machine());
    }

    /// <inheritdoc/>
    public string Instance { get; }

    /// <inheritdoc/>
    public IObjectStore Snapshots { get; }

    /// <inheritdoc/>
    public IParameterStore Parameters { get; }

    /// <inheritdoc/>
    public string ParameterPath => "/evenkeel/" + node.Cluster;

    /// <inheritdoc/>
    public IPAddress HealthAddress => IPAddress.Parse(
        node.Slots.FirstOrDefault(s => s.Name == node.Slot) is { } slot
            ? node.HasEtcd ? slot.Address : slot.Server ?? slot.Address
            : "127.0.0.1");

    /// <inheritdoc/>
    public string ManifestsFile => Path.Combine(root, "manifests.json");

    /// <inheritdoc/>
    public string VolumeFolder(SlotAddress? slot) => Path.Combine(root, "volumes", slot?.Name ?? ".none");

    /// <inheritdoc/>
    public string Program(string name) => path
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists) ?? throw new IOException($"{name} is in no folder of PATH");

    /// <inheritdoc/>
    public Task<IReadOnlyList<SlotState>> DescribeSlotsAsync(
        IReadOnlyList<SlotAddress> slots, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SlotState>>([.. slots.Select(slot => new SlotState(
            slot.Name, StateOf(VolumeFile(slot)), StateOf(InterfaceFile(slot))))]);

    /// <inheritdoc/>
    public Task<Answer> AttachVolumeAsync(SlotAddress slot, bool isForced, CancellationToken cancellation) =>
        TakeAsync(VolumeFile(slot), isForced, cancellation);

    /// <inheritdoc/>
    public Task<Answer> AttachInterfaceAsync(
        SlotAddress slot, bool isForced, CancellationToken cancellation) =>
        TakeAsync(InterfaceFile(slot), isForced, cancellation);

    /// <inheritdoc/>
    public Task<string?> MountAsync(SlotAddress slot, CancellationToken cancellation)
    {
        var file = Holding.Read(VolumeFile(slot));
        if (file?.Holder != Instance)
        {
            return Task.FromResult<string?>(null);
        }

        Directory.CreateDirectory(VolumeFolder(slot));
        return Task.FromResult<string?>(file.Id);
    }

    /// <inheritdoc/>
    public async Task ReleaseAsync(SlotAddress slot, CancellationToken cancellation)
    {
        foreach (var file in new[] { VolumeFile(slot), InterfaceFile(slot) })
        {
            await using var held = await LockAsync(file, cancellation);
            if (Holding.Read(file) is { } present && present.Holder == Instance)
            {
                Holding.Write(file, present with { Holder = "" });
            }
        }
    }

    /// <inheritdoc/>
    public Task<LifecycleRead> PollLifecycleAsync(CancellationToken cancellation)
    {
        var wanted = Machine.Read(MachineFile(Instance))?.Lifecycle == nameof(Lifecycle.Terminating);
        return Task.FromResult(new LifecycleRead(
            wanted ? Lifecycle.Terminating : Lifecycle.InService, wanted ? 3_600_000 : null));
    }

    /// <inheritdoc/>
    public Task HeartbeatLifecycleAsync(CancellationToken cancellation) =>
        Change(Instance, m => m with { Beats = m.Beats + 1 });

    /// <inheritdoc/>
    public Task CompleteLifecycleAsync(CancellationToken cancellation) =>
        Change(Instance, m => m with { Completed = true });

    /// <inheritdoc/>
    public Task SetUnhealthyAsync(string instance, CancellationToken cancellation) =>
        Change(instance, m => m with { Unhealthy = true });

    /// <inheritdoc/>
    public Task<IReadOnlySet<string>> RunningAsync(
        IReadOnlyCollection<string> instances, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlySet<string>>(instances
            .Where(i => Machine.Read(MachineFile(i)) is { State: "running", Unhealthy: false })
            .ToHashSet(StringComparer.Ordinal));

    private string VolumeFile(SlotAddress slot) => Path.Combine(root, "volumes", slot.Name + ".json");

    private string InterfaceFile(SlotAddress slot) => Path.Combine(root, "interfaces", slot.Name + ".json");

    private string MachineFile(string instance) => Path.Combine(root, "instances", instance + ".json");

    private Attachment StateOf(string file) => Holding.Read(file) switch
    {
        null or { Holder: "" } => Attachment.Free,
        { IsGone: true } => Attachment.Gone,
        { } held when held.Holder == Instance => Attachment.Mine,
        { } held when IsTerminated(held.Holder) => Attachment.Dead,
        _ => Attachment.Other,
    };

    private bool IsTerminated(string instance) =>
        Machine.Read(MachineFile(instance)) is { State: "terminated" };

    private async Task<Answer> TakeAsync(string file, bool isForced, CancellationToken cancellation)
    {
        await using var held = await LockAsync(file, cancellation);
        var state = StateOf(file);
        if (state is Attachment.Other or Attachment.Gone || (state == Attachment.Dead && !isForced))
        {
            return new Refused(Refusal.Conflict, $"{Path.GetFileNameWithoutExtension(file)} is {state}");
        }

        var present = Holding.Read(file)
            ?? new Holding("vol-" + RandomNumberGenerator.GetHexString(16, lowercase: true), "");
        Holding.Write(file, present with { Holder = Instance });
        return Done.Value;
    }

    /// <summary>One change at a time, among all processes; the lock ends with the process that holds
    /// it.</summary>
    private static async Task<FileStream> LockAsync(string file, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        while (true)
        {
            try
            {
                return new FileStream(
                    file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(5, cancellation);
            }
        }
    }

    private Task Change(string instance, Func<Machine, Machine> change)
    {
        var file = MachineFile(instance);
        Machine.Write(file, change(Machine.Read(file) ?? new Machine()));
        return Task.CompletedTask;
    }

    /// <summary>A volume or an interface: who it is, and which machine holds it.</summary>
    private sealed record Holding(string Id, string Holder, bool IsGone = false)
    {
        public static Holding? Read(string file) => ReadJson(file, root => new Holding(
            Text(root, "id"), Text(root, "holder"), Flag(root, "gone")));

        public static void Write(string file, Holding holding) => WriteJson(file, json =>
        {
            json.WriteString("id", holding.Id);
            json.WriteString("holder", holding.Holder);
            json.WriteBoolean("gone", holding.IsGone);
        });
    }

    /// <summary>What EC2 and the Auto Scaling group say of a machine.</summary>
    private sealed record Machine
    {
        public string State { get; init; } = "running";

        public string Lifecycle { get; init; } = nameof(Supervision.Contract.Lifecycle.InService);

        public bool Unhealthy { get; init; }

        public bool Completed { get; init; }

        public int Beats { get; init; }

        public static Machine? Read(string file) => ReadJson(file, root => new Machine
        {
            State = Text(root, "state"),
            Lifecycle = Text(root, "lifecycle"),
            Unhealthy = Flag(root, "unhealthy"),
            Completed = Flag(root, "completed"),
            Beats = root.TryGetProperty("beats", out var beats) ? beats.GetInt32() : 0,
        });

        public static void Write(string file, Machine machine) => WriteJson(file, json =>
        {
            json.WriteString("state", machine.State);
            json.WriteString("lifecycle", machine.Lifecycle);
            json.WriteBoolean("unhealthy", machine.Unhealthy);
            json.WriteBoolean("completed", machine.Completed);
            json.WriteNumber("beats", machine.Beats);
        });
    }

    private static T? ReadJson<T>(string file, Func<JsonElement, T> read)
        where T : class
    {
        if (PrivateFile.ReadOrNull(file) is not { } text)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new IOException($"{file}: {e.Message}", e);
        }
    }

    private static void WriteJson(string file, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        PrivateFile.Replace(file, System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n");
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static bool Flag(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.GetBoolean();
}
