"""Commands of gdb for programs that use fauxtp, running or as a core file.

fauxtp actors [WORD]   every actor (whose pid or label has the word): what it is at
fauxtp bt ACTOR        the backtrace of one, by its pid or label: while it waits, from who
                       called the function that waits
fauxtp bt              the backtrace of the thread again

gdb loads this file with libfauxtp.so, if it may (set auto-load safe-path); else: source FILE."""

import re
import struct

import gdb
from gdb.unwinder import Unwinder

WAITS = {2: "a message", 4: "an answer", 8: "the end of its children"}


class Layout:
    """Where things lie: from the description that libfauxtp.so.debug has."""

    def __init__(self):
        self.slot = self.type("fauxtp::detail::process_slot")
        self.process = self.type("fauxtp::detail::process")
        self.fiber = self.type("fauxtp::runtime::fiber")

    @staticmethod
    def type(name):
        try:
            return gdb.lookup_type(name)
        except gdb.error:
            raise gdb.GdbError(
                "libfauxtp.so has no description of its types here: is libfauxtp.so.debug beside it?"
            ) from None

    @staticmethod
    def offset(of, field):
        """The place of a member of the class, or of one of its bases."""
        found = Layout.search(of, field)
        if found is None:
            raise gdb.GdbError(f"{of.name} has no {field}: another version of fauxtp?")
        return found

    @staticmethod
    def search(of, field):
        for each in of.fields():
            if each.name == field:
                return each.bitpos // 8
            found = Layout.search(each.type, field) if each.is_base_class else None
            if found is not None:
                return each.bitpos // 8 + found
        return None


def memory(address, size):
    return bytes(gdb.selected_inferior().read_memory(address, size))


def word(address):
    return struct.unpack("<Q", memory(address, 8))[0]


class Actor:
    def __init__(self, layout, address, slot, generation):
        self.layout, self.address = layout, address
        self.pid = f"<0.{slot}.{generation}>"
        self.fiber = word(self.field("fiber_"))
        label = word(self.field("label_"))
        self.label = self.text(label) if label else ""

    def field(self, name):
        return self.address + self.layout.offset(self.layout.process, name)

    def byte(self, name):
        return memory(self.field(name), 1)[0]

    @staticmethod
    def text(address):
        begin, size = struct.unpack("<QQ", memory(address, 16))
        return memory(begin, min(size, 1000)).decode(errors="replace")

    def thread(self):
        """The thread on which it runs now, if it does."""
        if not self.fiber:
            return None
        low, high = self.stack()
        for thread in gdb.selected_inferior().threads():
            before = gdb.selected_thread()
            thread.switch()
            pointer = int(gdb.newest_frame().read_register("rsp"))
            before.switch()
            if low <= pointer < high:
                return thread
        return None

    def stack(self):
        stack = self.fiber + self.layout.offset(self.layout.fiber, "stack_")
        of = next(f for f in self.layout.fiber.fields() if f.name == "stack_").type
        bottom = word(stack + self.layout.offset(of, "bottom"))
        return bottom, bottom + word(stack + self.layout.offset(of, "size"))

    def parked_at(self):
        return word(self.fiber + self.layout.offset(self.layout.fiber, "parked_at_"))

    def state(self):
        if not self.fiber:
            return "waits without a stack" if self.byte("parked_") else "has not begun"
        if self.byte("ending_"):
            return "ends"
        if not self.byte("parked_"):
            thread = self.thread()
            return f"runs in thread {thread.num}" if thread else "could go on"
        waits = self.byte("awaited_")
        kinds = [name for bit, name in WAITS.items() if bit and waits & bit]
        return "waits for " + (" or ".join(kinds) or "time")


def actors():
    layout = Layout()
    regions = gdb.parse_and_eval("(unsigned long)&'fauxtp::detail::process_table::regions_'")
    region_size, most_regions = 64 * 1024, 1024
    size = layout.slot.sizeof
    generation_at = layout.offset(layout.slot, "generation")
    place = layout.offset(layout.slot, "place")
    for number in range(most_regions):
        region = word(int(regions) + 8 * number)
        if not region:
            continue
        block = memory(region, region_size * size)
        for index in range(region_size):
            generation = struct.unpack_from("<I", block, index * size + generation_at)[0]
            if generation % 2:
                address = region + index * size + place
                yield Actor(layout, address, number * region_size + index, generation)


def find(wanted):
    found = [each for each in actors() if wanted in (each.pid, each.label)]
    if not found:
        found = [each for each in actors() if each.label.endswith("/" + wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise gdb.GdbError(f'no actor "{wanted}" lives; "fauxtp actors" lists them')
    raise gdb.GdbError(f"several are called so: {', '.join(each.pid for each in found)}")


class FrameId:
    def __init__(self, sp, pc):
        self.sp, self.pc = sp, pc


class ParkedActor(Unwinder):
    """While it shows an actor, the newest frame of each thread is left for that actor's stack."""

    def __init__(self):
        super().__init__("fauxtp")
        self.frame_address = None

    def __call__(self, pending):
        if self.frame_address is None:
            return None
        at, stack_pointer = self.frame_address, pending.read_register("rsp")
        if int(stack_pointer) != self.innermost:
            return None
        as_register = lambda value: gdb.Value(value).cast(stack_pointer.type)
        frame = pending.create_unwind_info(FrameId(stack_pointer, pending.read_register("rip")))
        frame.add_saved_register("rbp", as_register(word(at)))
        frame.add_saved_register("rsp", as_register(at + 16))
        frame.add_saved_register("rip", as_register(word(at + 8)))
        return frame

    def show(self, actor):
        self.innermost = int(gdb.newest_frame().read_register("rsp"))
        self.frame_address = actor.parked_at()
        gdb.invalidate_cached_frames()
        try:
            text = gdb.execute("backtrace", to_string=True)
        finally:
            self.frame_address = None
            gdb.invalidate_cached_frames()
        # Its newest frame is the one of the thread that it was hung under; below its life there is
        # only what fibers are made of.
        lines = [line for line in text.splitlines() if not line.startswith("#0 ")]
        ends = [n for n, line in enumerate(lines) if "runtime::worker::work_on" in line]
        lines = lines[: ends[0]] if ends else lines
        print(re.sub(r"(?m)^#(\d+)", lambda n: f"#{int(n[1]) - 1}", "\n".join(lines)))


PARKED = ParkedActor()
gdb.unwinder.register_unwinder(None, PARKED, replace=True)


class Fauxtp(gdb.Command):
    __doc__ = __doc__

    def __init__(self):
        super().__init__("fauxtp", gdb.COMMAND_STACK)

    def invoke(self, words, _):
        command, *rest = gdb.string_to_argv(words) or ["help"]
        if command == "actors" and len(rest) < 2:
            self.actors(*rest)
        elif command == "bt" and len(rest) < 2:
            self.backtrace(*rest)
        else:
            print(__doc__)

    @staticmethod
    def actors(wanted=""):
        for each in actors():
            if wanted in each.pid or wanted in each.label:
                print(f"{each.pid:<16} {each.label:<40} {each.state()}")

    @staticmethod
    def backtrace(wanted=None):
        if wanted is None:
            gdb.execute("backtrace")
            return
        actor = find(wanted)
        thread = actor.thread()
        if not actor.fiber:
            print(f"{actor.pid} {actor.label}: {actor.state()}")
        elif thread:
            gdb.execute(f"thread apply {thread.num} backtrace")
        else:
            print(f"{actor.pid} {actor.label}: {actor.state()}")
            PARKED.show(actor)


Fauxtp()
