using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>
/// Carries out effects as an agent does: orders at once and in order, requests side by side. An agent may die
/// between any two; what it asked for may then still happen.
/// </summary>
internal sealed class Executor
{
    private readonly Plane plane;
    private readonly DiskRequests disk;
    private readonly AwsRequests aws;
    private readonly EtcdRequests etcd;
    private readonly Children children;

    public Executor(Plane plane)
    {
        this.plane = plane;
        (disk, aws, etcd) = (new(plane), new(plane), new(plane));
        children = new(plane);
    }

    /// <summary>Carries out the effects of a step.</summary>
    public void Carry(Machine machine, IReadOnlyList<Effect> effects)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            if (machine.EffectsLeft == 0)
            {
                machine.EffectsLeft = -1;
                plane.KillAgent(machine);
                return;
            }

            machine.EffectsLeft -= machine.EffectsLeft > 0 ? 1 : 0;
            if (effects[i] is Request request)
            {
                Begin(machine, request);
            }
            else
            {
                Do(machine, effects[i]);
            }
        }
    }

    private void Do(Machine machine, Effect order)
    {
        switch (order)
        {
            case Announce announce:
                machine.Verdict = announce.Verdict;
                break;
            case Report report:
                plane.Note(machine.Name, report.Text);
                break;
            case Fence:
                plane.Note(machine.Name, "ports cut");
                machine.IsFenced = true;
                break;
            case Unfence:
                plane.Note(machine.Name, "ports open");
                machine.IsFenced = false;
                break;
            case RememberVolume remember:
                machine.Remembered = remember.Volume;
                break;
            case KillChild kill:
                children.Kill(machine, kill.Child, 0);
                break;
            case StopChild stop:
                children.Kill(machine, stop.Child, stop.GraceMs);
                break;
            default:
                throw new InvalidOperationException($"effect {order.GetType().Name}");
        }
    }

    private void Begin(Machine machine, Request request)
    {
        if (request is StartChild start)
        {
            Later(machine, request, plane.Between(50, 500), () => children.Start(machine, start));
        }
        else if (DiskRequests.Does(request))
        {
            Later(machine, request, plane.Between(5, 300), () => disk.Do(machine, request, Answering));
        }
        else if (EtcdRequests.Does(request))
        {
            Later(machine, request, plane.Between(2, 100), () => etcd.Do(machine, request, Answering));
        }
        else if (plane.K3s.Does(request))
        {
            Later(machine, request, plane.Between(20, 500), () => plane.K3s.DeleteNode(machine, Answering));
        }
        else
        {
            BeginAws(machine, request);
        }

        void Answering(Answer answer) => Answer(machine, machine.Life, request, answer);
    }

    /// <summary>Something on the machine itself: it ends with the agent, done or not.</summary>
    private void Later(Machine machine, Request request, long milliseconds, Action effect)
    {
        var life = machine.Life;
        plane.After(milliseconds, () =>
        {
            if (machine.Life != life && plane.Random.Below(2) == 0)
            {
                return;
            }

            if (machine.IsUp)
            {
                effect();
                if (request is StartChild)
                {
                    Answer(machine, life, request, Done.Value);
                }
            }
        });
    }

    private void BeginAws(Machine machine, Request request)
    {
        var life = machine.Life;
        var fails = plane.AwsFailure > 0 && plane.Random.Fraction() < plane.AwsFailure;
        var way = fails ? plane.Random.Below(4) : 0;
        var isAttach = request is AttachVolume or AttachInterface;
        long delay = isAttach ? plane.Between(1000, 8000) : plane.Between(10, 250);
        if (fails && way == 0)
        {
            plane.After(delay, () => Answer(machine, life, request, new Failed("503 Service Unavailable")));
            return;
        }

        if (fails && way == 1)
        {
            return;
        }

        // Done, and nobody is told; or done much later, when the one who asked has given up.
        delay += way == 3 ? plane.Between(5000, 40_000) : 0;
        var isMarker = request is WriteObject { Content: FoundingMarker };
        plane.MarkersUnderWay += isMarker ? 1 : 0;
        plane.After(delay, () =>
        {
            plane.MarkersUnderWay -= isMarker ? 1 : 0;
            var answer = aws.Do(machine, request);
            if (!fails)
            {
                plane.After(
                    plane.Between(5, 100), () => Answer(machine, life, request, answer));
            }
        });
    }

    private void Answer(Machine machine, int life, Request request, Answer answer)
    {
        if (machine.Life != life || machine.Agent is null)
        {
            return;
        }

        if (machine.IsPaused)
        {
            plane.After(500, () => Answer(machine, life, request, answer));
            return;
        }

        if (plane.Settings.IsTraced && request is not PollLifecycle)
        {
            plane.Note(machine.Name, $"  {TraceText.Of(request)}: {TraceText.Of(answer)}");
        }

        plane.Step(machine, new Answered(plane.ClockOf(machine), request.Id, answer));
    }
}
