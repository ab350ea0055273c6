"""Names for people who do not exist: forenames, surnames and towns, mixed as England mixes them."""

from dataclasses import dataclass
from random import Random

FEMALE = """
Olivia Amelia Charlotte Sophie Emily Grace Hannah Lucy Megan Chloe Jessica Katherine Elizabeth Margaret Susan
Deborah Julie Karen Jacqueline Patricia Christine Angela Sharon Tracey Michelle Claire Nicola Joanne Helen Rachel
Rebecca Sarah Laura Gemma Kelly Natalie Victoria Samantha Zoe Leanne Bethany Georgina Philippa Frances Rosemary
Judith Hilary Gillian Lesley Yvonne Maureen Bridget Siobhan Niamh Aoife Caoimhe Eilidh Mairead Rhiannon Carys
Aisha Fatima Zainab Khadija Maryam Amina Safiya Nadia Samina Shazia Farzana Nasreen Rukhsana Tahira Sadia
Priya Anjali Meena Sunita Kavita Deepa Lakshmi Nisha Rupinder Harpreet Jaspreet Manpreet Gurpreet Simran
Chidinma Ngozi Adaeze Folake Oluwaseun Temitope Abimbola Yetunde Funmilayo Chiamaka Blessing Comfort Patience
Tendai Rudo Nyasha Chipo Tsitsi Rumbidzai Thandiwe Nomvula Precious Gloria Esther Ruth Naomi Abigail Miriam
Akosua Abena Efua Ama Adwoa Mercy Beatrice Marcia Sonia Beverley Sandra Monique Shanice Tamika
Agnieszka Katarzyna Magdalena Joanna Monika Zofia Ioana Andreea Elena Marta Inês Lucía José-Maria Renée Zoë
Mei Ling Xin Yi Hui Min Thuy Linh Siew Eun-Ji Sakura Yuki
""".split()

MALE = """
James John Robert Michael William David Richard Thomas Christopher Daniel Matthew Andrew Mark Paul Steven Stephen
Kevin Brian Ian Alan Graham Keith Neil Stuart Colin Trevor Gareth Owen Rhys Huw Liam Callum Connor Declan Sean
Ciarán Padraig Fergus Angus Alasdair Hamish Benjamin Samuel Joseph Joshua Jacob Oliver Harry George Edward
Alexander Nicholas Anthony Jonathan Timothy Simon Peter Philip Martin Adrian Dominic Gregory Leonard Clive Nigel
Mohammed Muhammad Ahmed Ali Hassan Hussain Ibrahim Yusuf Imran Tariq Bilal Usman Asif Rashid Kamran Zahid
Rajesh Sanjay Vikram Arjun Anil Suresh Harjit Gurdeep Balwinder Ravinder Amarjit Sukhdeep Nikhil
Chukwuemeka Obinna Emeka Ikechukwu Oluwafemi Babatunde Adewale Segun Kayode Tunde Ayodele Chinedu
Tinashe Tafadzwa Farai Tatenda Takudzwa Kudakwashe Simba Blessed Godfrey Innocent Emmanuel Moses
Kwame Kofi Kwabena Yaw Kojo Desmond Winston Leroy Delroy Errol Tyrone Marlon Courtney Jermaine
Piotr Tomasz Krzysztof Andrzej Marek Ion Mihai Andrei Luís João Jürgen François André
Wei Jun Hao Minh Tuan Hiroshi
""".split()

SURNAMES = """
Smith Jones Taylor Williams Brown Davies Evans Wilson Thomas Roberts Johnson Lewis Walker Robinson Wood Thompson
White Watson Jackson Wright Green Harris Cooper King Lee Martin Clarke James Morgan Hughes Edwards Hill Moore Clark
Harrison Scott Young Morris Hall Ward Turner Carter Phillips Mitchell Patel Adams Campbell Anderson Allen Cook
Bailey Parker Miller Davis Murphy Price Bell Baker Griffiths Kelly Simpson Marshall Collins Bennett Cox Richardson
Fox Gray Rose Chapman Hunt Robertson Shaw Reynolds Lloyd Ellis Richards Russell Wilkinson Khan Graham Stewart Reid
Murray Powell Palmer Holmes Rogers Stevens Walsh Hunter Thomson Matthews Ross Owen Mason Knight Kennedy Butler
Saunders Cole Pearce Dean Foster Harvey Hudson Gibson Mills Berry Barnes Pearson Kaur Singh Ahmed Ali Hussain
Begum Akhtar Mahmood Iqbal Malik Chaudhry Shah Sharma Gupta Mehta Desai Joshi Reddy Nair Rao Bhatt Sandhu Gill
Dhillon Grewal Sidhu Bains Okafor Okonkwo Eze Nwosu Chukwu Adeyemi Ogunleye Balogun Adebayo Olawale Ojo Afolabi
Mensah Owusu Boateng Asante Osei Appiah Agyeman Moyo Ncube Sibanda Ndlovu Dube Mutasa Chikwanha Mapfumo Chigumba
Banda Phiri Mwale Kamau Wanjiru Otieno Achieng Nakato Mukasa Tesfaye Abdi Mohamed Hassan Osman Farah
Brown-Williams Hart-Davies Okoro-Bell Ashworth-Price Mac-Gill Lloyd-Jones Smith-Patel Carter-Nwosu
O'Brien O'Connor O'Neill O'Sullivan O'Leary O'Donnell MacDonald McCarthy McLaughlin McGregor MacLeod Fitzgerald
Gallagher Doherty Byrne Ryan Doyle Nolan Quinn Brennan Kowalski Nowak Wiśniewski Zieliński Kamińska Popescu
Ionescu Dumitru Silva Fernández García Müller Lefèvre Nguyễn Tran Pham Chan Wong Chen Liu Zhang Wang Tan Lim
Ashdown Birtwistle Braithwaite Cartwright Crabtree Dewhurst Entwistle Fairclough Garside Hargreaves Heyworth
Illingworth Kershaw Longbottom Micklethwaite Oldroyd Postlethwaite Ramsbottom Satterthwaite Threlfall Utley
Wolstenholme Yarwood Abernathy Blenkinsop Cholmondeley Drinkwater Featherstonehaugh Golightly Hathersage
Inglethorpe Jellicoe Kettlewell Lovelace Merriweather Northcote Oglethorpe Pemberton Quillfeather Rainsford
Silverwood Tregenza Underhill Vickers Whitcombe Yeoman Trelawney Penhaligon Pascoe Nancarrow
""".split()

#: How people are really called, and what the register calls them. Staff lists use the left, the register the right.
CALLED = {
    "Liz": "Elizabeth",
    "Maggie": "Margaret",
    "Sue": "Susan",
    "Debbie": "Deborah",
    "Jackie": "Jacqueline",
    "Pat": "Patricia",
    "Chris": "Christine",
    "Kate": "Katherine",
    "Becky": "Rebecca",
    "Vicky": "Victoria",
    "Sam": "Samantha",
    "Gill": "Gillian",
    "Jim": "James",
    "Bob": "Robert",
    "Mike": "Michael",
    "Bill": "William",
    "Dave": "David",
    "Dick": "Richard",
    "Tom": "Thomas",
    "Dan": "Daniel",
    "Matt": "Matthew",
    "Andy": "Andrew",
    "Steve": "Stephen",
    "Ben": "Benjamin",
    "Joe": "Joseph",
    "Alex": "Alexander",
    "Nick": "Nicholas",
    "Tony": "Anthony",
    "Tim": "Timothy",
}
SHORT_FORMS = {formal: short for short, formal in CALLED.items()}

#: Towns on no map.
TOWNS = """
Thornmere Wexcombe Aldbrook Harrowick Penmarsh Stonehallow Millbeck Castlewick Fernleigh Oxenholt Brackwater
Saltmarsh Kingsbourne Ravensworth Ashenford Lowbridge Highcross Marlstead Winterfold Eastmoor Westhaven Northcliff
Copperfield Hazelden Elmsbury Rushford Tidewell Greyfriars Blackmere Whitstow Redmarley Goldhanger Silverdale-on-Wye
Burnholme Cragfoot Drayford Eskwater Fallowfield Gatesby Holmebeck Ivelcombe Jurby Kelderthwaite Langrick Mossbank
Netherby Otterwell Pikestone Quarndale Rookhope Sedgewick Tarnside Ulverbeck Venncross Wharnley Yaxbridge
""".split()


@dataclass(frozen=True)
class Name:
    """A forename and a surname."""

    first: str
    last: str

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


def draw(dice: Random) -> Name:
    """A name at random; about five in six are a woman’s, as on the register."""
    first = dice.choice(FEMALE if dice.random() < 0.83 else MALE)
    if dice.random() < 0.06:
        first = f"{first} {dice.choice(FEMALE if first in FEMALE else MALE)}"
    # Squaring leans towards the head of the list, so that common surnames are common.
    last = SURNAMES[int(len(SURNAMES) * dice.random() ** 1.6)]
    if "-" not in last and dice.random() < 0.02:
        last = f"{last}-{dice.choice(SURNAMES[:60])}"
    return Name(first, last)


def email_for(name: Name, domain: str, taken: set[str]) -> str:
    """A work address that nobody in `taken` has yet; it is added to them."""
    import unicodedata

    def plain(text: str) -> str:
        bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        return "".join(letter for letter in bare.lower() if letter.isalpha() or letter == "-")

    stem = f"{plain(name.first.split()[0])}.{plain(name.last)}"
    address, turn = f"{stem}@{domain}", 2
    while address in taken:
        address, turn = f"{stem}{turn}@{domain}", turn + 1
    taken.add(address)
    return address
